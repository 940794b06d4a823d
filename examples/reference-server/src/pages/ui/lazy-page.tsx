import { AccountsProblem } from '@ecforce-accounts/client'
import type { ComponentType } from 'preact'
import { useWords } from '../words-context.ts'
import { Card } from './card.tsx'
import { useLoad } from './load.ts'
import { Loading } from './loading.tsx'
import { ProblemNote } from './problem-note.tsx'

/** A page whose code and words are fetched when it is opened, so that the sign-in does not carry them. */
export function lazyPage<Props extends object = object>(
  fetchPage: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return function LazyPage(props: Props) {
    const { say } = useWords()
    const { value, attempt } = useLoad(load)
    if (value) return <value.Page {...props} />
    if (!attempt.problem) return <Loading />
    // A module that could not be fetched stays so for as long as the document lives.
    const retry = () => location.reload()
    return (
      <Card title={say('product')}>
        <ProblemNote loading attempt={{ ...attempt, retry }} />
      </Card>
    )
  }

  async function load() {
    const Page = await fetchPage().catch((cause: unknown) => {
      throw new AccountsProblem('internal', { cause })
    })
    return { Page }
  }
}
