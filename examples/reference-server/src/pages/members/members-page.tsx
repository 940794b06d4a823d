import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { MembersFrame, membersPath } from './members-frame.tsx'
import { ShopChoice } from './shop-choice.tsx'
import { ShopMembers } from './shop-members.tsx'

/** The members of a shop. */
export function MembersPage() {
  const { say } = useWords()
  const sayHere = useWordsOf(memberWords)
  return (
    <MembersFrame
      title={say('members.title')}
      lead={({ shopName }) => sayHere('members.lead', { shop: shopName })}
      wide
      choice={(shops, shop) => <ShopChoice path={membersPath} shops={shops} shop={shop} />}
    >
      {({ shop, shopName }) => <ShopMembers key={shop} shop={shop} shopName={shopName} />}
    </MembersFrame>
  )
}
