import { AccountsProblem } from '@ecforce-accounts/client'
import type { ComponentType } from 'preact'
import { useWords } from '../words-context.ts'
import { useLoad } from './load.ts'
import { ProblemNote } from './problem-note.tsx'

/** A part of a page whose code and words are fetched when it is shown, so that the page does not carry them. */
export function lazyPart<Props extends object>(fetchPart: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return function LazyPart(props: Props) {
    const { say } = useWords()
    const { value, attempt } = useLoad(load)
    if (value) return <value.Part {...props} />
    // A module that could not be fetched stays so for as long as the document lives.
    const retry = () => location.reload()
    return attempt.problem ? (
      <ProblemNote loading attempt={{ ...attempt, retry }} />
    ) : (
      <p class="quiet" role="status">
        {say('loading')}
      </p>
    )
  }

  async function load() {
    const Part = await fetchPart().catch((cause: unknown) => {
      throw new AccountsProblem('internal', { cause })
    })
    return { Part }
  }
}
