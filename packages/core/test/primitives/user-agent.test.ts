import { describe, expect, it } from 'vitest'
import { readUserAgent } from '../../src/primitives/user-agent.ts'

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('a User-Agent in words', () => {
  it.each([
    {
      name: 'Chrome',
      system: 'Windows',
      ua: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    },
    {
      name: 'Edge',
      system: 'Windows',
      ua: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    },
    {
      name: 'Safari',
      system: 'Mac',
      ua: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/26.0 Safari/605.1.15`,
    },
    {
      name: 'Safari',
      system: 'iPhone',
      ua: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/26.0 Mobile/15E148 Safari/604.1`,
    },
    {
      name: 'Chrome',
      system: 'iPhone',
      ua: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} CriOS/140.0 Mobile/15E148 Safari/604.1`,
    },
    { name: 'Firefox', system: 'Linux', ua: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0' },
    {
      name: 'Chrome',
      system: 'Android',
      ua: `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/140.0.0.0 Mobile Safari/537.36`,
    },
    {
      name: 'Samsung Internet',
      system: 'Android',
      ua: `Mozilla/5.0 (Linux; Android 10; K) ${blink} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    },
    {
      name: 'Opera',
      system: 'Windows',
      ua: `Mozilla/5.0 (Windows NT 10.0) ${blink} Chrome/140.0.0.0 Safari/537.36 OPR/120.0`,
    },
    {
      name: 'LINE',
      system: 'iPhone',
      ua: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Mobile/15E148 Safari Line/15.14.0`,
    },
    {
      name: 'Chrome',
      system: 'ChromeOS',
      ua: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Chrome/140.0.0.0 Safari/537.36`,
    },
    { name: null, system: null, ua: 'curl/8.5.0' },
    { name: null, system: null, ua: '' },
    { name: null, system: null, ua: null },
  ])('is $name on $system', ({ ua, name, system }) => {
    expect(readUserAgent(ua)).toEqual({ name, system })
  })

  it('is read quickly however long it is', () => {
    const before = performance.now()
    expect(readUserAgent(`${'Version/1.'.repeat(500_000)} Chrome/1`)).toEqual({ name: null, system: null })
    // Where it is read at all beyond its limit, this takes minutes.
    expect(performance.now() - before).toBeLessThan(2000)
  })
})
