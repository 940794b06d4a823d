import { AccountsProblem } from '@ecforce-accounts/client'
import type { MembershipsAnswer } from '@ecforce-accounts/client/members'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Acting } from '../account/acting.tsx'
import { accounts, patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { AccountMenu } from '../portal/account-menu.tsx'
import { managedShops } from '../portal/manages-members.ts'
import { usePortalNav } from '../portal/portal-nav.ts'
import { signInAddress } from '../return-path.ts'
import { navigate, useParameter } from '../router.ts'
import { Frame } from '../ui/frame.tsx'
import { useLoad } from '../ui/load.ts'
import { Loading } from '../ui/loading.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { EmptyState } from '../ui/states.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { useWordsOf } from '../words-context.ts'

export const membersPath = '/portal/members'

export type ManagedShop = MembershipsAnswer['memberships'][number]

export interface MembersFrameProps {
  /** Which page it is, among those of the portal. Default: that of members. */
  readonly path?: string
  readonly title: string
  readonly lead: (shop: ManagedShop) => string
  readonly wide?: boolean
  /** Before the rest: `shop` is `null` where another is named than one of these. */
  readonly choice?: (shops: readonly ManagedShop[], shop: ManagedShop | null) => ComponentChildren
  readonly children: (shop: ManagedShop) => ComponentChildren
}

/**
 * A page about the shop that `?shop=` names, for its administrators; without a name, the first that they administer.
 * Whoever is not signed in is sent to sign in, and back.
 */
export function MembersFrame({ path = membersPath, title, lead, wide = false, choice, children }: MembersFrameProps) {
  const say = useWordsOf(memberWords)
  const { value, attempt } = useLoad(load)
  const heading = useRef<HTMLHeadingElement>(null)
  const wanted = useParameter('shop')
  const shops = value?.signedIn ? managedShops(value.memberships) : []
  const nav = usePortalNav(path, shops.length > 0)
  const isReady = value?.signedIn === true
  const nobody = value?.signedIn === false
  useEffect(() => {
    if (isReady) heading.current?.focus()
    if (nobody) navigate(signInAddress(location.pathname + location.search), { replace: true })
  }, [isReady, nobody])

  if (nobody || (value === null && attempt.problem === null)) return <Loading />
  const shop = (wanted === null ? shops[0] : shops.find(({ shop: name }) => name === wanted)) ?? null
  return (
    <Frame
      title={title}
      lead={shop ? lead(shop) : null}
      nav={nav}
      heading={heading}
      wide={wide}
      aside={value?.signedIn ? <AccountMenu account={value.session.account} /> : null}
    >
      {value ? (
        <>
          {choice?.(shops, shop)}
          {shop ? (
            <Toasts>
              <Acting>{children(shop)}</Acting>
            </Toasts>
          ) : (
            <EmptyState title={say('members.none.title')}>
              <p>{say('members.none')}</p>
            </EmptyState>
          )}
        </>
      ) : (
        <ProblemNote loading attempt={attempt} />
      )}
    </Frame>
  )
}

async function load(signal: AbortSignal) {
  const session = await patiently((options) => accounts.session.get(options), signal)
  if (!session) return { signedIn: false } as const
  return { signedIn: true, session, memberships: await loadMemberships(signal) } as const
}

/** A session that may see no members manages none. */
async function loadMemberships(signal: AbortSignal): Promise<Pick<MembershipsAnswer, 'memberships'>> {
  try {
    return await patiently((options) => memberApi.memberships.list(options), signal)
  } catch (error) {
    if (error instanceof AccountsProblem && error.code === 'session_restricted') return { memberships: [] }
    throw error
  }
}
