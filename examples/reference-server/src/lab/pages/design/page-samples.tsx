import { Card } from '../../../pages/ui/card.tsx'
import { Loading } from '../../../pages/ui/loading.tsx'
import { useSample } from './exhibit.tsx'

/** Parts that are a whole screen have one to themselves. */
export function CardSample() {
  const sample = useSample()
  return (
    <Card title={sample('1枚のカード', 'One card')}>
      <p>{sample('1つの画面に、1つのこと。', 'One thing on one screen.')}</p>
      <a class="button" href="/lab/design">
        {sample('部品の一覧へ戻る', 'Back to the parts')}
      </a>
    </Card>
  )
}

export function LoadingSample() {
  return <Loading />
}
