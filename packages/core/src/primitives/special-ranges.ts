import { type AddressRange, spanOf } from './address-range.ts'

/** Why addresses are nobody's on the internet. */
export type SpecialUse =
  | 'private'
  | 'loopback'
  | 'link-local'
  | 'carrier-nat'
  | 'documentation'
  | 'multicast'
  | 'reserved'
  | 'embeds-ipv4'

/** IANA's registries of special-purpose addresses, as far as they are not globally reachable or have IPv4 inside. */
const specialRanges: readonly (readonly [AddressRange, SpecialUse])[] = [
  ['0.0.0.0/8', 'reserved'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-nat'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'reserved'],
  ['192.52.193.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'reserved'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::1/128', 'loopback'],
  ['::/96', 'embeds-ipv4'],
  ['::ffff:0:0:0/96', 'embeds-ipv4'],
  ['64:ff9b::/96', 'embeds-ipv4'],
  ['64:ff9b:1::/48', 'embeds-ipv4'],
  ['2001::/32', 'embeds-ipv4'],
  ['2002::/16', 'embeds-ipv4'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['2001::/23', 'reserved'],
  ['2620:4f:8000::/48', 'reserved'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
]

const spans = specialRanges.map(([range, use]) => ({ ...spanOf(range), use }))
const globalUnicast = spanOf('2000::/3')

/** Of what use a range is, or a part of it, that keeps anybody from coming from there; `null` for none. */
export function specialUseOf(range: AddressRange): SpecialUse | null {
  const { version, prefix, first, last } = spanOf(range)
  const special = spans.find((span) => span.version === version && span.first <= last && first <= span.last)
  if (special) return special.use
  if (version === 4) return null
  if (first < globalUnicast.first || last > globalUnicast.last) return 'reserved'
  // ISATAP (RFC 5214) has an IPv4 address at the end of any network.
  const isatap = (first >> 32n) & 0xfcffffffn
  return prefix >= 96 && isatap === 0x00005efen ? 'embeds-ipv4' : null
}
