import type { Bilingual } from '../../primitives/locale.ts'

/** Everything that can be wrong with one row; stable. */
export type RowProblemCode =
  | 'row_too_long'
  | 'quote_misplaced'
  | 'quote_unclosed'
  | 'wrong_field_count'
  | 'invalid_json'
  | 'wrong_type'
  | 'required'
  | 'too_long'
  | 'control_character'
  | 'undecodable'
  | 'shop_not_named'
  | 'invalid_email'
  | 'unknown_scheme'
  | 'malformed_hash'
  | 'hash_out_of_bounds'
  | 'unknown_pepper'
  | 'invalid_instant'
  | 'invalid_boolean'
  | 'invalid_totp_secret'

/** One thing wrong with one row of an import file. It never holds a hash or a secret. */
export interface RowProblem {
  /** The line of the file on which the record begins, from 1. */
  readonly line: number
  /** `null` when the whole record is meant. */
  readonly column: string | null
  readonly code: RowProblemCode
  /** What the file says there, if it is short, needed to find the row, and nothing that looks like a secret. */
  readonly value?: string
  readonly message: Bilingual
}

/** A problem with the words for it. `value` is left out when it might be a secret that slipped into another column. */
export function rowProblem(line: number, column: string | null, code: RowProblemCode, value?: string): RowProblem {
  const shown = value === undefined ? null : showable(value)
  return { line, column, code, ...(shown === null ? {} : { value: shown }), message: messages[code] }
}

/** The text with control characters made visible, or `null` if it is long or could be a hash, a key or a code. */
export function showable(text: string): string | null {
  if (text.length === 0 || text.length > 100) return null
  if (/\$|[A-Za-z0-9+/=]{16,}/.test(text)) return null
  return visible(text)
}

/** The text with everything that has no shape of its own written as its code point. */
export function visible(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}

const messages: Readonly<Record<RowProblemCode, Bilingual>> = {
  row_too_long: {
    ja: '1行が長すぎます。64KB以内にしてください。',
    en: 'The row is too long; it may have 64 KiB.',
  },
  quote_misplaced: {
    ja: '引用符（"）の位置が正しくありません。値の中の引用符は "" と書き、値全体を引用符で囲んでください。',
    en: 'A quotation mark stands in the wrong place. Write "" inside a value and quote the whole value.',
  },
  quote_unclosed: {
    ja: '引用符（"）が閉じられていません。',
    en: 'A quotation mark is never closed.',
  },
  wrong_field_count: {
    ja: '項目の数が見出し行と合いません。',
    en: 'The number of fields differs from the header.',
  },
  invalid_json: {
    ja: 'JSONのオブジェクトとして読み取れません。',
    en: 'The line is not a JSON object.',
  },
  wrong_type: {
    ja: '値の型が正しくありません。文字列で指定してください。',
    en: 'The value has the wrong type; give it as a string.',
  },
  required: {
    ja: '必須の項目が空です。',
    en: 'The value is required.',
  },
  too_long: {
    ja: '値が長すぎます。',
    en: 'The value is too long.',
  },
  control_character: {
    ja: '値に改行などの制御文字が含まれています。',
    en: 'The value has a control character, such as a line break.',
  },
  undecodable: {
    ja: '文字コードを判別できない文字が含まれています。UTF-8で保存し直してください。',
    en: 'The value has a character that cannot be decoded. Save the file again as UTF-8.',
  },
  shop_not_named: {
    ja: 'このインポートの対象ではないショップの行です。',
    en: 'The row belongs to a shop that this import does not name.',
  },
  invalid_email: {
    ja: 'メールアドレスの形式が正しくありません。',
    en: 'This is not an e-mail address.',
  },
  unknown_scheme: {
    ja: '対応していないパスワードハッシュの方式です。',
    en: 'This kind of password hash is not supported.',
  },
  malformed_hash: {
    ja: 'パスワードハッシュの形式が正しくありません。',
    en: 'The password hash is malformed.',
  },
  hash_out_of_bounds: {
    ja: 'パスワードハッシュの計算コストが許容範囲を超えています。',
    en: 'The cost of the password hash is outside the accepted bounds.',
  },
  unknown_pepper: {
    ja: '指定されたペッパーが鍵リングに登録されていません。',
    en: 'The key ring has no pepper of this name.',
  },
  invalid_instant: {
    ja: '日時の形式が正しくありません。ISO 8601で指定してください。',
    en: 'This is not an ISO 8601 date and time.',
  },
  invalid_boolean: {
    ja: 'true または false で指定してください。',
    en: 'Give true or false.',
  },
  invalid_totp_secret: {
    ja: '認証アプリの秘密鍵がBase32として正しくありません。',
    en: 'The authenticator secret is not valid base32.',
  },
}
