import { useWords } from '../words-context.ts'

/** The way back to the address, for who is on the wrong path. */
export function StartAgain({ busy, onStartAgain }: { readonly busy: boolean; readonly onStartAgain: () => void }) {
  const { startAgain } = useWords()
  return (
    <p class="foot">
      <button type="button" class="link" aria-disabled={busy} onClick={onStartAgain}>
        {startAgain}
      </button>
    </p>
  )
}
