import { navigate } from '../router.ts'
import { SelectField } from '../ui/select-field.tsx'
import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { type ManagedShop, MembersFrame, membersPath } from './members-frame.tsx'
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
      choice={(shops, shop) => <ShopChoice shops={shops} shop={shop} />}
    >
      {({ shop, shopName }) => <ShopMembers key={shop} shop={shop} shopName={shopName} />}
    </MembersFrame>
  )
}

interface ShopChoiceProps {
  readonly shops: readonly ManagedShop[]
  readonly shop: ManagedShop | null
}

/** For who administers several. */
function ShopChoice({ shops, shop }: ShopChoiceProps) {
  const say = useWordsOf(memberWords)
  if (shops.length === 0 || (shops.length === 1 && shop)) return null
  return (
    <SelectField
      id="shop"
      label={say('members.shop')}
      value={shop?.shop ?? ''}
      options={[
        ...(shop ? [] : [{ value: '', label: say('members.shop.choose') }]),
        ...shops.map(({ shop: name, shopName }) => ({ value: name, label: shopName })),
      ]}
      onChoose={(name) => navigate(`${membersPath}?shop=${name}`, { replace: true })}
    />
  )
}
