import { AccountsProblem } from '@ecforce-accounts/client'
import type { MembershipsAnswer } from '@ecforce-accounts/client/members'
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
import { SelectField } from '../ui/select-field.tsx'
import { EmptyState } from '../ui/states.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { ShopMembers } from './shop-members.tsx'

const path = '/portal/members'

/** The members of a shop, for its administrators. Whoever is not signed in is sent to sign in, and back. */
export function MembersPage() {
  const { say } = useWords()
  const sayHere = useWordsOf(memberWords)
  const { value, attempt } = useLoad(load)
  const heading = useRef<HTMLHeadingElement>(null)
  const wanted = useParameter('shop')
  const shops = value?.signedIn ? managedShops(value.memberships) : []
  const nav = usePortalNav(path, shops.length > 0)
  const isReady = value?.signedIn === true
  const nobody = value?.signedIn === false
  useEffect(() => {
    if (isReady) heading.current?.focus()
    if (nobody) navigate(signInAddress(path + location.search), { replace: true })
  }, [isReady, nobody])

  if (nobody || (value === null && attempt.problem === null)) return <Loading />
  const shop = wanted === null ? shops[0] : shops.find(({ shop: name }) => name === wanted)
  return (
    <Frame
      title={say('members.title')}
      lead={shop ? sayHere('members.lead', { shop: shop.shopName }) : null}
      nav={nav}
      heading={heading}
      wide
      aside={value?.signedIn ? <AccountMenu account={value.session.account} /> : null}
    >
      {value ? (
        <>
          {shops.length > 1 || (shops.length > 0 && !shop) ? (
            <SelectField
              id="shop"
              label={sayHere('members.shop')}
              value={shop?.shop ?? ''}
              options={[
                ...(shop ? [] : [{ value: '', label: sayHere('members.shop.choose') }]),
                ...shops.map(({ shop: name, shopName }) => ({ value: name, label: shopName })),
              ]}
              onChoose={(name) => navigate(`${path}?shop=${name}`, { replace: true })}
            />
          ) : null}
          {shop ? (
            <Toasts>
              <Acting>
                <ShopMembers key={shop.shop} shop={shop.shop} shopName={shop.shopName} />
              </Acting>
            </Toasts>
          ) : (
            <EmptyState title={sayHere('members.none.title')}>
              <p>{sayHere('members.none')}</p>
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
