import type { CodeMail } from '@ecforce-accounts/core'

/** A Sunday, 10:00 in Japan. */
export const sunday = Date.parse('2026-11-22T01:00:00Z')

export const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

export function aCodeMail(changes: Partial<CodeMail> = {}): CodeMail {
  return {
    kind: 'code',
    to: 'rin@shop.example',
    locale: 'ja',
    purpose: 'verify',
    code: '402931',
    reference: 'KX',
    validUntil: sunday + 10 * 60_000,
    attempt: { at: sunday, userAgent: chromeOnWindows, address: '203.0.113.7' },
    ...changes,
  }
}
