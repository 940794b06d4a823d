import type { ProfileAnswer } from '@ecforce-accounts/client/account'
import { useRef, useState } from 'preact/hooks'
import { pastInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Facts } from '../ui/facts.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { Panel } from '../ui/panel.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { account } from './own-account.ts'

export interface DetailsSectionProps {
  readonly profile: ProfileAnswer
  readonly onChanged: (profile: ProfileAnswer) => void
}

/** Who the member is, and in which language mails come. */
export function DetailsSection({ profile, onChanged }: DetailsSectionProps) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<'save'>()
  const input = useRef<HTMLInputElement>(null)
  const [locale, setLocale] = useState(profile.locale)
  const [missing, setMissing] = useState(false)

  async function save(name: string) {
    onChanged(await act((options) => account.profile.edit({ name, locale }, options)))
    tell(say('profile.saved'))
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const name = input.current?.value.trim() ?? ''
    setMissing(name === '')
    if (name === '') input.current?.focus()
    else attempt.run('save', () => save(name))
  }

  const unfit = attempt.problem?.code === 'request_invalid'
  const error = missing ? say('profile.name.missing') : unfit ? say('profile.name.unfit') : null
  return (
    <Panel title={say('profile.details')}>
      <Facts
        facts={[
          { term: say('profile.email'), detail: profile.email },
          { term: say('profile.since'), detail: pastInJapan(Date.parse(profile.createdAt), words) },
        ]}
      />
      <form method="post" action="/portal/profile" noValidate onSubmit={submit}>
        <TextField
          id="name"
          label={say('profile.name')}
          error={error}
          input={input}
          attributes={{ defaultValue: profile.name ?? '', autocomplete: 'name', maxLength: 200 }}
        />
        <SelectField
          id="language"
          label={say('profile.language')}
          help={say('profile.language.help')}
          options={[
            { value: 'ja', label: words.say('language.ja') },
            { value: 'en', label: words.say('language.en') },
          ]}
          value={locale}
          onChoose={setLocale}
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing === 'save'}
          label={say('profile.save')}
          saidBesideField={error !== null}
        />
      </form>
    </Panel>
  )
}
