import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { MemberState } from '../../src/domain/member.ts'
import { accountActs } from '../../src/policy/account-acts.ts'
import {
  decideMemberAct,
  isActingAdministrator,
  type MemberAct,
  mayManageMembers,
  memberActs,
} from '../../src/policy/member-acts.ts'
import { aClaim } from '../../src/testing/index.ts'

const acts = Object.keys(memberActs) as MemberAct[]
const states: readonly MemberState[] = ['claim', 'pending', 'active', 'suspended', 'removed']
const actor = aClaim({ state: 'active' })

describe('what can be done with the members of a shop', () => {
  it('is what the documents say, act by act', () => {
    const document = readFileSync(new URL('../../../../docs/access.md', import.meta.url), 'utf8')
    const rows = document.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line))
    const inCode = acts.map((act) => {
      const { needs, on, onOneself } = memberActs[act]
      const session = accountActs[needs].fresh ? 'fresh' : 'any'
      return `| \`${act}\` | ${session} | ${on?.join(', ') ?? '-'} | ${onOneself ? 'yes' : 'no'} |`
    })
    expect(rows).toEqual(inCode)
  })

  it.each(acts)('%s is allowed in the states of its row and in no other', (act) => {
    const { on } = memberActs[act]
    const open = states.filter((state) => decideMemberAct(act, actor, aClaim({ state })) === 'allowed')
    expect(open).toEqual(on === null ? states : states.filter((state) => (on as readonly string[]).includes(state)))
  })

  it.each([
    { act: 'suspend', said: 'oneself' },
    { act: 'remove', said: 'allowed' },
    { act: 'change-role', said: 'allowed' },
  ] as const)('$act is $said when it is done to oneself', ({ act, said }) => {
    expect(decideMemberAct(act, actor, actor)).toBe(said)
  })

  it('is for administrators, however the shop writes that, and for nobody else', () => {
    const roles = ['administrator', ' Owner ', '管理者', 'staff', 'administrators', '', null]
    expect(roles.map(mayManageMembers)).toEqual([true, true, true, false, false, false, false])
  })

  it('counts an administrator who cannot act as none', () => {
    const acting = states.filter((state) => isActingAdministrator({ state, role: 'administrator' }))
    expect(acting).toEqual(['active'])
    expect(isActingAdministrator({ state: 'active', role: 'staff' })).toBe(false)
  })
})
