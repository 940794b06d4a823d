import type { BypassRequestAnswer, ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { everybody } from '../members/everybody.ts'
import { useLoad } from '../ui/load.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Skeleton } from '../ui/states.tsx'
import { BetterWays } from './better-ways.tsx'
import { GrantList } from './grant-list.tsx'
import { RequestForm } from './request-form.tsx'
import { RequestList } from './request-list.tsx'
import './robots.css'

/** What a shop has asked for and been given, and the form to ask with. */
export function ShopRobots({ shop }: { readonly shop: string }) {
  const { value, attempt } = useLoad(load)
  const [edited, setEdited] = useState<BypassRequestAnswer | null>(null)

  if (value === null) return attempt.problem ? <ProblemNote loading attempt={attempt} /> : <Skeleton lines={6} />
  const { requests, grants, candidates } = value
  return (
    <>
      <BetterWays />
      {grants.length > 0 ? <GrantList shop={shop} grants={grants} onChanged={attempt.retry} /> : null}
      {requests.length > 0 ? (
        <RequestList shop={shop} requests={requests} onEdit={setEdited} onChanged={attempt.retry} />
      ) : null}
      <ProblemNote attempt={attempt} loading />
      <RequestForm
        key={edited?.id ?? ''}
        shop={shop}
        edited={edited}
        candidates={candidates}
        onSent={attempt.retry}
        onLeave={() => setEdited(null)}
      />
    </>
  )

  async function load(signal: AbortSignal) {
    const [members, { requests }, { grants }] = await Promise.all([
      everybody(shop, signal),
      patiently((options) => memberApi.robots.requests(shop, options), signal),
      patiently((options) => memberApi.robots.grants(shop, options), signal),
    ])
    return { requests, grants, candidates: members.filter(canBeRobots) }
  }
}

/** Nobody who manages the shop. */
function canBeRobots({ isAdministrator, isSelf, state }: ManagedMemberAnswer): boolean {
  return !isAdministrator && !isSelf && state !== 'suspended'
}
