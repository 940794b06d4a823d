import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { leaveOut } from '../../../../test/support/left-out.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { matchTotpStep, newTotpSecret, totpUri } from '../../src/vendors/totp.ts'
import { appCode, codeOfStep } from '../support/totp-oracle.ts'

/** RFC 6238, appendix B: the ASCII secret `12345678901234567890`, SHA-1, the last six of its eight digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const vectors = [
  { seconds: 59, code: '287082' },
  { seconds: 1_111_111_109, code: '081804' },
  { seconds: 1_111_111_111, code: '050471' },
  { seconds: 1_234_567_890, code: '005924' },
  { seconds: 2_000_000_000, code: '279037' },
  { seconds: 20_000_000_000, code: '353130' },
]

describe('a code of an authenticator app', () => {
  it.each(vectors)('of RFC 6238 at $seconds s is $code', ({ seconds, code }) => {
    expect(matchTotpStep(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30))
    expect(codeOfStep(secret, Math.floor(seconds / 30))).toBe(code)
  })

  it('is taken in its own step and the one after it, to the millisecond, and in no other', () => {
    const step = 40_000_000
    const code = codeOfStep(secret, step)
    const at = step * 30_000
    expect(matchTotpStep(secret, code, at - 1)).toBeNull()
    expect(matchTotpStep(secret, code, at)).toBe(step)
    expect(matchTotpStep(secret, code, at + 59_999)).toBe(step)
    expect(matchTotpStep(secret, code, at + 60_000)).toBeNull()
  })

  it('is what an implementation of its own makes of a hundred secrets of ours, each 160 bits', () => {
    const secrets = Array.from({ length: 100 }, () => newTotpSecret(systemRandom))
    expect(new Set(secrets).size).toBe(100)
    const now = 1_776_222_000_000
    for (const own of secrets) {
      expect(own).toMatch(/^[A-Z2-7]{32}$/)
      expect(matchTotpStep(own, appCode(own, now), now)).toBe(Math.floor(now / 30_000))
    }
  })

  it('is the same for oathtool, where that is installed', () => {
    const now = '2026-04-15 03:00:00 UTC'
    const run = spawnSync('oathtool', ['--totp', '--base32', `--now=${now}`, secret], { encoding: 'utf8' })
    if (run.error) return leaveOut('authenticator codes against oathtool', 'it is not installed')
    expect(matchTotpStep(secret, run.stdout.trim(), Date.parse(now))).not.toBeNull()
  })

  it('is compared under the short secrets of shops too', () => {
    const short = 'GEZDGNBVGY3TQOJQ'
    expect(matchTotpStep(short, appCode(short, 1_776_222_000_000), 1_776_222_000_000)).not.toBeNull()
  })
})

describe('the address that an authenticator app reads', () => {
  it('names issuer, account and secret, and nothing that some apps would not understand', () => {
    const uri = new URL(totpUri(secret, { issuer: 'ecforce accounts', label: 'a..b+c@keitai.example' }))
    expect(uri.protocol).toBe('otpauth:')
    expect(uri.host).toBe('totp')
    expect(decodeURIComponent(uri.pathname)).toBe('/ecforce accounts:a..b+c@keitai.example')
    expect(Object.fromEntries(uri.searchParams)).toEqual({ secret, issuer: 'ecforce accounts' })
  })
})
