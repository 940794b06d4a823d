import type { GrantCovers } from '../policy/bypass.ts'
import { compileRanges } from '../primitives/address-range.ts'
import type { IpAddress } from '../primitives/client-address.ts'
import type { BypassGrantId } from '../primitives/ids.ts'

/** More grants than any installation has robots at work at once; beyond it the one compiled first is compiled anew. */
const MOST_COMPILED = 1_000

/** Whether a grant's ranges hold an address: compiled at the first look, for the ranges of a grant never change. */
export function grantRanges(): GrantCovers {
  const compiled = new Map<BypassGrantId, (address: IpAddress) => boolean>()

  return ({ id, ranges }, address) => {
    const known = compiled.get(id)
    if (known) return known(address)
    const covers = compileRanges(ranges)
    for (const oldest of compiled.keys()) {
      if (compiled.size < MOST_COMPILED) break
      compiled.delete(oldest)
    }
    compiled.set(id, covers)
    return covers(address)
  }
}
