import { navigate } from '../router.ts'
import { SelectField } from '../ui/select-field.tsx'
import { memberWords } from '../words/members.ts'
import { useWordsOf } from '../words-context.ts'
import type { ManagedShop } from './members-frame.tsx'

export interface ShopChoiceProps {
  /** Where another choice leads. */
  readonly path: string
  readonly shops: readonly ManagedShop[]
  readonly shop: ManagedShop | null
}

/** For who administers several. */
export function ShopChoice({ path, shops, shop }: ShopChoiceProps) {
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
      onChoose={(name) => navigate(`${path}?shop=${name}`, { replace: true })}
    />
  )
}
