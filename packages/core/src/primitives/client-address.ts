import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ConfigurationError } from './errors.ts'

/** An IP address in canonical text (RFC 5952), IPv4-mapped ones as IPv4. */
export type IpAddress = string

/** Whether an address belongs to one of the proxies this server stands behind. */
export type TrustedProxies = (address: IpAddress) => boolean

/** The address in canonical text, or `null` for anything that is not exactly one address. */
export function parseIpAddress(text: string): IpAddress | null {
  // ipaddr.js reads octal, hexadecimal and short forms too; the platform's own check does not.
  if (isIP(text) === 0 || text.includes('%')) return null
  // It also takes the deprecated `::192.0.2.1` for a mapped address, which it is not (RFC 4291 section 2.5.5.1).
  return ipaddr.process(text.replace(/^::(?=[0-9]+\.)/, '::0:')).toString()
}

/**
 * The proxies named by CIDR, such as `10.0.0.0/8` or `::1/128`; a bare address is itself alone.
 *
 * Throws `ConfigurationError` for a range that is not written in full.
 */
export function trustedProxies(ranges: readonly string[]): TrustedProxies {
  const compiled = ranges.map((range) => {
    const [text = '', prefix, ...rest] = range.trim().split('/')
    const network = parseIpAddress(text)
    // A mapped network would have a prefix of two meanings: IPv4 ones are written as IPv4.
    const isMappedRange = network !== null && prefix !== undefined && isIP(network) !== isIP(text)
    const bits = isIP(network ?? '') === 4 ? 32 : 128
    const length = prefix === undefined ? bits : /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
    if (network === null || isMappedRange || rest.length > 0 || !(length <= bits))
      throw new ConfigurationError('trustedProxies', `${range} is no CIDR range`)
    return [ipaddr.parse(network), length] as const
  })
  return (address) => {
    const parsed = ipaddr.parse(address)
    return compiled.some(([network, length]) => parsed.kind() === network.kind() && parsed.match(network, length))
  }
}

/**
 * Who is at the other end: the socket's peer, or behind trusted proxies the right-most hop that is not one of them.
 *
 * `null`, unknown, when a hop cannot be read or every hop is a proxy of ours: unknown never counts as anybody.
 */
export function deriveClientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: TrustedProxies,
): IpAddress | null {
  const socket = parseIpAddress(peer ?? '')
  if (socket === null) return null
  if (!isTrusted(socket)) return socket

  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    // Spaces and tabs may stand around (RFC 9110 5.6.1), and nothing else that a language takes for one.
    const [, text = ''] = /^[ \t]*([^ \t]+)[ \t]*$/.exec(hop) ?? []
    const address = parseIpAddress(text)
    if (address === null) return null
    if (!isTrusted(address)) return address
  }
  return null
}

/** What counts as one place for throttling: an IPv4 address, an IPv6 /64, or all unknown addresses together. */
export function addressBucket(address: IpAddress | null): string {
  if (address === null) return 'unknown'
  return network(address, 64)
}

/** The wider place an IPv6 address lies in: its /48. `null` for others, whose bucket is all there is. */
export function wideAddressBucket(address: IpAddress | null): string | null {
  return address !== null && isIP(address) === 6 ? network(address, 48) : null
}

function network(address: IpAddress, length: number): string {
  return isIP(address) === 6 ? `${firstAddress(address, length)}/${length}` : address
}

/** The first address of the range that an address lies in, whose prefix has `length` bits. */
export function firstAddress(address: IpAddress, length: number): IpAddress {
  const cidr = `${address}/${length}`
  return (
    isIP(address) === 4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr)
  ).toString()
}

/** The address as a number of 32 or 128 bits. */
export function addressNumber(address: IpAddress): bigint {
  return BigInt(`0x${Buffer.from(ipaddr.parse(address).toByteArray()).toString('hex')}`)
}
