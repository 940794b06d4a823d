import { describe, expect, it } from 'vitest'
import { defaultSessionLifetime, isLive } from '../../src/policy/session-lifetime.ts'
import { noon } from '../../src/testing/index.ts'

const hour = 3_600_000
const lifetime = { idleSeconds: 1800, absoluteSeconds: 4 * 3600 }

describe('a session', () => {
  it.each([
    { when: 'at its last request', lastSeenAt: noon, expiresAt: noon + hour, live: true },
    {
      when: 'a millisecond before it was idle too long',
      lastSeenAt: noon - hour / 2 + 1,
      expiresAt: noon + hour,
      live: true,
    },
    { when: 'when it was idle too long', lastSeenAt: noon - hour / 2, expiresAt: noon + hour, live: false },
    { when: 'a millisecond later', lastSeenAt: noon - hour / 2 - 1, expiresAt: noon + hour, live: false },
    { when: 'a millisecond before its end, however busy', lastSeenAt: noon, expiresAt: noon + 1, live: true },
    { when: 'at its end, however busy', lastSeenAt: noon, expiresAt: noon, live: false },
    { when: 'after its end, however busy', lastSeenAt: noon, expiresAt: noon - 1, live: false },
    { when: 'idle too long and past its end', lastSeenAt: noon - hour, expiresAt: noon - 1, live: false },
  ])('opens things ($live) $when', ({ lastSeenAt, expiresAt, live }) => {
    expect(isLive({ lastSeenAt, expiresAt }, lifetime, noon)).toBe(live)
  })

  it('lasts an hour idle and twelve in all, by default', () => {
    expect(defaultSessionLifetime).toEqual({ idleSeconds: 3600, absoluteSeconds: 43_200 })
  })
})
