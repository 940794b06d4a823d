import { useWords } from '../words-context.ts'

/** Shown after a moment, so that a quick answer does not flicker. */
export function Loading() {
  const { loading } = useWords()
  return (
    <main class="card loading" aria-busy="true">
      <p class="busy" role="status">
        {loading}
      </p>
    </main>
  )
}
