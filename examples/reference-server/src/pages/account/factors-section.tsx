import type { FactorsAnswer } from '@ecforce-accounts/client/account'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { pastInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { account } from './own-account.ts'
import { SwitchMailOn } from './switch-mail-on.tsx'

type Factor = FactorsAnswer['factors'][number]

/** What was just done. */
export type Done = 'profile.mail.done' | 'profile.app.done' | 'profile.codes.done' | Factor['kind']

export interface FactorsSectionProps {
  readonly factors: FactorsAnswer
  readonly done: Done | null
  /** The factors as they are now, and what was done. */
  readonly onChanged: (factors: FactorsAnswer, done: Done) => void
  readonly onSetUpApp: () => Promise<void>
}

/** Fewer are few. */
const FEW_CODES = 3

/** The ways to prove oneself after the password, and what can be done about each. */
export function FactorsSection({ factors: answer, done, onChanged, onSetUpApp }: FactorsSectionProps) {
  const say = useWordsOf(accountWords)
  const act = useAct()
  const attempt = useAttempt<'app' | 'codes' | 'remove'>()
  const [removing, setRemoving] = useState<Factor | null>(null)
  const [switching, setSwitching] = useState(false)
  const { factors, recoveryCodesLeft, mail, needsApp } = answer
  const of = (kind: Factor['kind']) => factors.find((factor) => factor.kind === kind) ?? null
  const [app, mailbox] = [of('totp'), of('email')]
  const nameOf = (kind: Factor['kind']) => say(names[kind])

  const remove = ({ id, kind }: Factor) =>
    attempt.run('remove', async () => {
      setRemoving(null)
      onChanged(await act((options) => account.factors.remove(id, options)), kind)
    })
  const makeCodes = () =>
    attempt.run('codes', async () => {
      onChanged(await act((options) => account.factors.newRecoveryCodes(options)), 'profile.codes.done')
    })

  return (
    <Panel title={say('profile.factors')} lead={say('profile.factors.lead')}>
      <div role="status">
        {done ? (
          <Note tone="good">{isSentence(done) ? say(done) : say('profile.removed', { what: nameOf(done) })}</Note>
        ) : null}
      </div>
      <ProblemNote attempt={attempt} loading />
      <ul class="factors">
        <Row
          name={nameOf('totp')}
          factor={app}
          note={app && needsApp ? say('profile.app.required') : app && !mailbox ? say('profile.lastFactor') : null}
        >
          <Button
            kind="second"
            small
            busy={attempt.doing === 'app'}
            aria-label={app ? say('profile.app.replace.of') : say('profile.setUp.of', { what: nameOf('totp') })}
            onClick={() => attempt.run('app', onSetUpApp)}
          >
            {app ? say('profile.app.replace') : say('profile.setUp')}
          </Button>
          {app && mailbox && !needsApp ? <TurnOff name={nameOf('totp')} onClick={() => setRemoving(app)} /> : null}
        </Row>
        <Row
          name={nameOf('email')}
          factor={mailbox}
          note={
            mailbox
              ? app
                ? say('profile.mail.warning')
                : say('profile.lastFactor')
              : mail === 'barred'
                ? say('profile.mail.barred')
                : say('profile.mail.warning')
          }
        >
          {mailbox && app ? <TurnOff name={nameOf('email')} onClick={() => setRemoving(mailbox)} /> : null}
          {!mailbox && app && mail === 'allowed' ? (
            <Button
              kind="second"
              small
              aria-label={say('profile.setUp.of', { what: nameOf('email') })}
              onClick={() => setSwitching(true)}
            >
              {say('profile.setUp')}
            </Button>
          ) : null}
        </Row>
        {app ? (
          <Row
            name={nameOf('recovery')}
            factor={of('recovery')}
            state={
              <Badge tone={recoveryCodesLeft < FEW_CODES ? 'caution' : 'good'}>
                {say('profile.codes.left', { n: recoveryCodesLeft })}
              </Badge>
            }
            note={recoveryCodesLeft < FEW_CODES ? say('profile.codes.low') : null}
          >
            <Button
              kind="second"
              small
              busy={attempt.doing === 'codes'}
              aria-label={say('profile.codes.make.of')}
              onClick={makeCodes}
            >
              {say('profile.codes.make')}
            </Button>
          </Row>
        ) : null}
      </ul>

      <ConfirmDialog
        open={removing !== null}
        title={say('profile.remove.title', { what: removing ? nameOf(removing.kind) : '' })}
        confirmLabel={say('profile.turnOff')}
        danger
        onConfirm={() => removing && remove(removing)}
        onClose={() => setRemoving(null)}
      >
        <p>{removing?.kind === 'email' ? say('profile.remove.mail') : say('profile.remove.app')}</p>
      </ConfirmDialog>
      <SwitchMailOn
        open={switching}
        onClose={() => setSwitching(false)}
        onDone={(changed) => {
          setSwitching(false)
          onChanged(changed, 'profile.mail.done')
        }}
      />
    </Panel>
  )
}

const names = { totp: 'profile.app', email: 'profile.mail', recovery: 'profile.codes' } as const

function isSentence(done: Done): done is Exclude<Done, Factor['kind']> {
  return done.startsWith('profile.')
}

interface RowProps {
  readonly name: string
  /** `null`: there is none. */
  readonly factor: Factor | null
  /** Said in place of whether it is on. */
  readonly state?: ComponentChildren
  readonly note: string | null
  /** What can be done about it. */
  readonly children: ComponentChildren
}

function Row({ name, factor, state, note, children }: RowProps) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const date = (instant: string) => pastInJapan(Date.parse(instant), words)
  return (
    <li class="factor">
      <div class="factor-head">
        <h3>{name}</h3>
        {factor?.lockedAt ? (
          <Badge tone="wrong">{say('profile.locked')}</Badge>
        ) : (
          (state ?? <OnOff on={factor !== null} />)
        )}
      </div>
      {factor ? (
        <p class="quiet">
          {say('profile.onSince', { date: date(factor.enrolledAt) })}
          <br />
          {factor.lastUsedAt ? say('profile.lastUsed', { date: date(factor.lastUsedAt) }) : say('profile.neverUsed')}
        </p>
      ) : null}
      {factor?.lockedAt ? <p>{say('profile.locked.why')}</p> : null}
      {note ? <p class="quiet">{note}</p> : null}
      <div class="actions">{children}</div>
    </li>
  )
}

function OnOff({ on }: { readonly on: boolean }) {
  const say = useWordsOf(accountWords)
  return on ? <Badge tone="good">{say('profile.on')}</Badge> : <Badge>{say('profile.off')}</Badge>
}

function TurnOff({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const say = useWordsOf(accountWords)
  return (
    <Button kind="plain" small aria-label={say('profile.turnOff.of', { what: name })} onClick={onClick}>
      {say('profile.turnOff')}
    </Button>
  )
}
