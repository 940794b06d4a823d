import { expect, it } from 'vitest'
import { renderMail } from '../src/index.ts'
import { sunday } from './a-code-mail.ts'

it.each([
  ['staff', 'ja', 'メンバー（スタッフ）として'],
  ['administrator', 'ja', 'メンバー（管理者）として'],
  ['倉庫', 'ja', 'メンバー（倉庫）として'],
  [null, 'ja', 'メンバーとして'],
  ['staff', 'en', 'to Tea as staff.'],
  [null, 'en', 'to Tea.'],
] as const)('An invitation calls the role %s by its name: %s, %s', (role, locale, said) => {
  const mail = { kind: 'invitation', to: 'rin@shop.example', isReminder: false, shopName: 'Tea' } as const
  const secrets = { token: 't'.repeat(43), code: '402931', validUntil: sunday }
  const { text } = renderMail({ ...mail, ...secrets, locale, inviterName: null, role }, { issuer: 'https://a.example' })
  expect(text.replace(/\n/g, '')).toContain(said)
})
