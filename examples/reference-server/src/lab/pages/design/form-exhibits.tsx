import { useRef, useState } from 'preact/hooks'
import { Button } from '../../../pages/ui/button.tsx'
import { Checkbox, RadioGroup } from '../../../pages/ui/choices.tsx'
import { CopyButton } from '../../../pages/ui/copy-button.tsx'
import { Field } from '../../../pages/ui/field.tsx'
import { Labelled } from '../../../pages/ui/labelled.tsx'
import { PasswordField, UsernameForManagers } from '../../../pages/ui/password-field.tsx'
import { PasswordStrength } from '../../../pages/ui/password-strength.tsx'
import { SelectField } from '../../../pages/ui/select-field.tsx'
import { SubmitButton } from '../../../pages/ui/submit-button.tsx'
import { TextArea, TextField } from '../../../pages/ui/text-field.tsx'
import { Exhibit, useSample } from './exhibit.tsx'

export function ButtonExhibits() {
  const sample = useSample()
  const kinds = ['primary', 'second', 'plain', 'danger'] as const
  const names = {
    primary: sample('続ける', 'Continue'),
    second: sample('あとで', 'Later'),
    plain: sample('詳しく', 'More'),
    danger: sample('外す', 'Remove'),
  }
  return (
    <>
      <Exhibit part="PasswordStrength">
        {['asahiasahiasahi', 'asagao-no-kaze', 'yuki ni saku hana no kaze'].map((password) => (
          <PasswordStrength key={password} password={password} minimumLength={12} />
        ))}
      </Exhibit>
      <Exhibit part="Button">
        {(['', 'small', 'busy', 'disabled'] as const).map((state) => (
          <div class="actions" key={state}>
            {kinds.map((kind) => (
              <Button
                key={kind}
                kind={kind}
                small={state === 'small'}
                busy={state === 'busy'}
                disabled={state === 'disabled'}
              >
                {names[kind]}
              </Button>
            ))}
          </div>
        ))}
        <div class="actions">
          <a class="button" href="#part-Button">
            {sample('リンクも同じ見た目です', 'A link looks the same')}
          </a>
          <button type="button" class="link">
            {sample('文中のボタン', 'A button within a text')}
          </button>
        </div>
      </Exhibit>
      <Exhibit part="SubmitButton">
        <SubmitButton busy={false} label={names.primary} />
        <SubmitButton busy label={names.primary} />
        <SubmitButton busy={false} closed label={names.primary} />
      </Exhibit>
      <Exhibit part="CopyButton">
        <div class="actions">
          <CopyButton text="hiro.kato@renshu-shoes.example" what={sample('メールアドレス', 'the address')} />
        </div>
      </Exhibit>
    </>
  )
}

export function FieldExhibits() {
  const sample = useSample()
  const code = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [wrong, setWrong] = useState(0)
  const [role, setRole] = useState<'staff' | 'administrator'>('staff')
  const [checked, setChecked] = useState(true)
  const [way, setWay] = useState<'email' | 'app' | null>('email')
  const [noWay, setNoWay] = useState<'email' | 'app' | null>(null)
  const ways = [
    { value: 'email', label: sample('メール', 'E-mail'), help: sample('登録のアドレスに届きます', 'To your address') },
    { value: 'app', label: sample('認証アプリ', 'Authenticator app') },
  ] as const
  return (
    <>
      <Exhibit part="Field">
        <Field
          id="code"
          label={sample('ワンタイムコード', 'One-time code')}
          help={sample('6桁の数字を入力してください。', 'Enter the 6 digits.')}
          error={wrong > 0 ? sample('コードが一致しません。', 'That code does not match.') : null}
          errorCount={wrong + 1}
          input={code}
          attributes={{
            type: 'text',
            inputMode: 'numeric',
            autocomplete: 'off',
            class: 'digits',
            defaultValue: '402931',
          }}
        />
        <div class="actions">
          <Button kind="second" small onClick={() => setWrong(wrong === 0 ? 1 : 0)}>
            {sample('誤りの表示を切り替える', 'Show or hide the error')}
          </Button>
        </div>
      </Exhibit>
      <Exhibit part="PasswordField">
        <PasswordField
          label={sample('パスワード', 'Password')}
          error={null}
          errorCount={1}
          input={password}
          autocomplete="new-password"
        />
      </Exhibit>
      <Exhibit part="UsernameForManagers">
        <UsernameForManagers email="hiro.kato@renshu-shoes.example" />
        <p class="quiet">{sample('目には見えません。', 'Not to be seen.')}</p>
      </Exhibit>
      <Exhibit part="TextField">
        <TextField id="name" label={sample('お名前', 'Name')} attributes={{ autocomplete: 'off' }} />
        <TextField
          id="reason"
          label={sample('理由', 'Reason')}
          help={sample('監査の記録に残ります。', 'Kept in the audit log.')}
          optional
          attributes={{ autocomplete: 'off' }}
        />
        <TextField
          id="days"
          label={sample('有効日数', 'Days of validity')}
          error={sample('1から180までの数を入力してください。', 'Enter a number from 1 to 180.')}
          attributes={{ inputMode: 'numeric', autocomplete: 'off', defaultValue: '365' }}
        />
        <TextField
          id="fixed"
          label={sample('変更できない項目', 'Not to be changed')}
          attributes={{ disabled: true, defaultValue: 'renshu-shoes' }}
        />
      </Exhibit>
      <Exhibit part="TextArea">
        <TextArea
          id="people"
          label={sample('招待する方のメールアドレス', 'Addresses to invite')}
          help={sample('1行に1つずつ入力してください。', 'One on each line.')}
          attributes={{ defaultValue: 'itsuki.chiba@newcomer.example\nmako.tsuchiya@newcomer.example' }}
        />
      </Exhibit>
      <Exhibit part="SelectField">
        <SelectField
          id="role"
          label={sample('役割', 'Role')}
          options={[
            { value: 'staff', label: sample('スタッフ', 'Staff') },
            { value: 'administrator', label: sample('管理者', 'Administrator') },
          ]}
          value={role}
          onChoose={setRole}
        />
        <SelectField
          id="role-wrong"
          label={sample('役割（誤り）', 'Role, refused')}
          error={sample('ご自身より強い役割は選べません。', 'Nobody gives more than they have.')}
          options={[{ value: 'administrator', label: sample('管理者', 'Administrator') }]}
          value="administrator"
          onChoose={() => undefined}
        />
      </Exhibit>
      <Exhibit part="Checkbox">
        <Checkbox
          id="mail-stays"
          label={sample('メールも使えるままにする', 'Keep e-mail as another way')}
          help={sample('アプリが使えないときの備えになります。', 'For when the app is out of reach.')}
          checked={checked}
          onChange={setChecked}
        />
        <Checkbox
          id="saved"
          label={sample('リカバリーコードを保存しました', 'I have saved the recovery codes')}
          error={sample('保存してから進んでください。', 'Save them before you go on.')}
          checked={false}
          onChange={() => undefined}
        />
        <Checkbox
          id="closed"
          label={sample('選べません', 'Not available')}
          checked={false}
          disabled
          onChange={() => undefined}
        />
      </Exhibit>
      <Exhibit part="RadioGroup">
        <RadioGroup id="way" label={sample('認証方法', 'How to verify')} options={ways} value={way} onChoose={setWay} />
        <RadioGroup
          id="no-way"
          label={sample('認証方法（誤り）', 'How to verify, refused')}
          error={sample('どちらかを選んでください。', 'Choose one.')}
          options={ways}
          value={noWay}
          onChoose={setNoWay}
        />
      </Exhibit>
      <Exhibit part="Labelled">
        <Labelled id="framed" label={sample('ほかの部品の枠', 'The frame of other fields')}>
          <input id="framed" type="date" defaultValue="2026-12-06" />
        </Labelled>
      </Exhibit>
    </>
  )
}
