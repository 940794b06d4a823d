import process from 'node:process'
import type { AuditEvent, Bilingual } from '@ecforce-accounts/core'
import { type CommonOptions, type ExitCode, type Tool, UsageError } from './tool.ts'

/** Says what a refusal was about whose support code somebody quotes. */
export async function explainSupportCode(tool: Tool, quoted: string, options: CommonOptions): Promise<ExitCode> {
  const event = await tool.accounts.audit.findBySupportCode(readSupportCode(quoted))
  if (!event) {
    if (options.json) process.stdout.write('null\n')
    else process.stderr.write(`${quoted}: この番号の記録はありません / nothing is known under this code\n`)
    return 1
  }
  const wayOut = (event.name === 'operator.refused' ? operatorsWaysOut : waysOut)[event.reason ?? '']
  const advice = wayOut ? `\n${wayOut.ja}\n${wayOut.en}\n` : ''
  process.stdout.write(options.json ? `${JSON.stringify(facts(event))}\n` : `${describe(event)}${advice}`)
  return 0
}

/** Codes are read out over a telephone: hyphens, case and the letters that they do not have forgive a slip. */
function readSupportCode(quoted: string): string {
  const letters = quoted
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0')
  if (/^[0-9A-HJKMNP-TV-Z]{8}$/.test(letters)) return `${letters.slice(0, 4)}-${letters.slice(4)}`
  throw new UsageError(`${JSON.stringify(quoted)} is no support code: they look like 7K3M-Q9TX`)
}

/** What helps, by the reason that the audit log has. */
const waysOut: Readonly<Record<string, Bilingual>> = {
  unknown: {
    ja: 'どのショップにも登録のないメールアドレスです。つづりを確認してください。',
    en: 'No shop lists the address. Check how it is spelled.',
  },
  not_announced: {
    ja: 'ショップの切り替えがまだ告知されていません。従来のログイン画面をご案内ください。',
    en: 'The shop has not been announced yet: its own sign-in is the way.',
  },
  not_invited: {
    ja: '告知のあとに追加または変更されたメンバーです。招待が必要です。',
    en: 'The member was added or changed after the announcement and needs an invitation.',
  },
  held: {
    ja: '長く使われていない（stale）場合は member confirm ショップ名 legacy_id で確認します。同じアドレスが2行ある（same_address）場合は、一覧を直して取り込み直します。',
    en: 'Stale: member confirm SHOP LEGACY_ID. Two rows with one address: correct the list and import it again.',
  },
  wrong: {
    ja: 'パスワードが違います。初めての方は、これまでのショップのパスワードです。',
    en: "The password is not right. Before a first sign-in it is the shop's own.",
  },
  suspended: { ja: 'アカウントが停止されています。', en: 'The account is suspended.' },
}

/** The same for an operator who was refused at the console. */
const operatorsWaysOut: Readonly<Record<string, Bilingual>> = {
  unknown: {
    ja: 'その名前のオペレーターはいません。operator list で確認してください。',
    en: 'No operator has that name. See operator list.',
  },
  no_password: {
    ja: 'パスワードがまだありません。operator password 名前 で設定してください。',
    en: 'There is no password yet. Give one by operator password NAME.',
  },
  wrong_password: {
    ja: 'パスワードが違います。忘れた場合は operator password 名前 で設定し直します。',
    en: 'The password is not right. A forgotten one is replaced by operator password NAME.',
  },
  wrong_code: {
    ja: 'コードが違います。スマートフォンの時計が合っているか確認してください。',
    en: "The code is not right. See that the phone's clock is.",
  },
  replayed: { ja: '使用済みのコードです。次のコードを待ってください。', en: 'The code was used. Wait for the next.' },
  too_many: {
    ja: '正しいパスワードのあとに、続けてコードを間違えています。15分待ってください。本人でない場合は、パスワードを変えてください。',
    en: 'Too many wrong codes beside the right password. Wait 15 minutes; if it was not the operator, change the password.',
  },
  changed: {
    ja: 'ログインの途中で、パスワードが変わったか、削除されました。',
    en: 'The password was changed, or the operator removed, in the middle of it.',
  },
}

function facts({ at, ...event }: AuditEvent) {
  return { at: new Date(at).toISOString(), ...event }
}

function describe(event: AuditEvent): string {
  const { details, ...rest } = facts(event)
  return Object.entries({ ...rest, ...details })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(12)}  ${harmless(String(value))}\n`)
    .join('')
}

/** What strangers sent, such as the name of their browser, must not speak to the operator's terminal. */
function harmless(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
