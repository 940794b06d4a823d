import { MembersFrame } from '../members/members-frame.tsx'
import { ShopChoice } from '../members/shop-choice.tsx'
import { robotWords } from '../words/robots.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { ShopRobots } from './shop-robots.tsx'

const path = '/portal/robots'

/** The robots of a shop: how they get by without a code. */
export function RobotsPage() {
  const { say } = useWords()
  const sayHere = useWordsOf(robotWords)
  return (
    <MembersFrame
      path={path}
      title={say('robots.title')}
      lead={({ shopName }) => sayHere('robots.lead', { shop: shopName })}
      choice={(shops, shop) => <ShopChoice path={path} shops={shops} shop={shop} />}
    >
      {({ shop }) => <ShopRobots key={shop} shop={shop} />}
    </MembersFrame>
  )
}
