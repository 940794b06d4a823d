import type { Bilingual } from '@ecforce-accounts/core'
import type { ProblemFacts } from './problems.ts'

/** What zod says of one thing that is not as described. */
export interface SchemaIssue {
  readonly code: string
  readonly path: readonly PropertyKey[]
}

const MOST_ERRORS = 20

const unknownMember: Bilingual = {
  ja: '受け付けていない項目が含まれています。',
  en: 'There is a member that is not known here.',
}
const tooLong: Bilingual = { ja: '長すぎます。短くしてください。', en: 'This is too long. Please shorten it.' }
const notFilledIn: Bilingual = { ja: '入力してください。', en: 'Please fill this in.' }
const malformed: Bilingual = { ja: '形式をご確認ください。', en: 'Please check the form of this.' }
const notARecoveryCode: Bilingual = {
  ja: '先頭が数字の17文字のリカバリーコードを入力してください。',
  en: 'Please enter a recovery code: a digit and sixteen letters.',
}
const notACode: Bilingual = { ja: '6桁の数字を入力してください。', en: 'Please enter the 6 digits.' }

/** Said of an address that is none, as the sign-in page says it. */
export const addressInvalid: Bilingual = {
  ja: 'メールアドレスの形式をご確認ください（例：name@shop.example）。',
  en: 'Check the form of the address, e.g. name@shop.example.',
}

/** A body that is not as its schema says, member by member. Nothing that was sent is repeated but where it stood. */
export function invalidRequest(issues: readonly SchemaIssue[]): ProblemFacts {
  const errors = issues
    .slice(0, MOST_ERRORS)
    .map((issue) => ({ pointer: pointerOf(issue.path), messages: wordsOf(issue) }))
  return { code: 'request_invalid', errors }
}

/** What was typed is no code of the factor that is asked for. */
export function codeMalformed(factor: 'email' | 'totp' | 'recovery'): ProblemFacts {
  return invalidMember('code', factor === 'recovery' ? notARecoveryCode : notACode)
}

/** One member that cannot be taken. */
export function invalidMember(name: string, messages: Bilingual): ProblemFacts {
  return { code: 'request_invalid', errors: [{ pointer: pointerOf([name]), messages }] }
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function wordsOf({ code, path }: SchemaIssue): Bilingual {
  if (code === 'unrecognized_keys') return unknownMember
  if (code === 'too_big') return path[0] === 'email' ? addressInvalid : tooLong
  if (code === 'too_small') return notFilledIn
  if (path[0] === 'email') return addressInvalid
  if (path[0] === 'code') return notACode
  return code === 'custom' && path[0] === 'password' ? tooLong : malformed
}
