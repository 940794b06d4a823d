import { useWords } from '../words-context.ts'
import { useLong } from './long.ts'

/** Shown after a moment, so that a quick answer does not flicker; says more when it takes long. */
export function Loading() {
  const { say } = useWords()
  const long = useLong(true)
  return (
    <div class="stage">
      <main class="card loading" aria-busy="true">
        <p class="busy" role="status">
          {long ? say('loading.long') : say('loading')}
        </p>
      </main>
    </div>
  )
}
