import type { AddressRange } from '../primitives/address-range.ts'
import { parseIpAddress, trustedProxies } from '../primitives/client-address.ts'

/**
 * Nobody has proxies all over the internet. A range shorter than these trusts strangers to say where they come from:
 * 10.0.0.0/8 and fc00::/7 are the widest networks that can be somebody's own.
 */
const shortestPrefix = { 4: 8, 6: 7 } as const

/**
 * Why the addresses of requests mean nothing for who is let in by these ranges, where those proxies are trusted; `null`
 * when they mean something.
 *
 * Two ways there are: a range of proxies so wide that strangers are in it, whose `X-Forwarded-For` would be believed; and
 * one that touches a range of a grant, of which an address would be taken for a proxy and never for a robot.
 */
export function meaninglessFor(proxies: readonly string[], ranges: readonly AddressRange[]): string | null {
  if (ranges.length === 0) return null
  for (const proxy of proxies.map((text) => text.trim())) {
    const [network = '', prefix] = proxy.split('/')
    const version = network.includes(':') ? 6 : 4
    if (prefix !== undefined && Number(prefix) < shortestPrefix[version]) {
      return `${proxy} would let anybody choose an address, while robots are let in by theirs; name the proxies alone`
    }
    const touched = ranges.find((range) => touches(proxy, range))
    if (touched !== undefined) {
      return `${proxy} touches ${touched}, from which a robot is let in: what comes from there would count as a proxy's`
    }
  }
  return null
}

/** Of two ranges that have an address in common, one holds the first of the other. */
function touches(a: string, b: string): boolean {
  return trustedProxies([a])(firstOf(b)) || trustedProxies([b])(firstOf(a))
}

function firstOf(range: string): string {
  const [network = ''] = range.split('/')
  return parseIpAddress(network) ?? network
}
