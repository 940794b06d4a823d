import { useWords } from '../words-context.ts'

/** The way back to the address, for who is on the wrong path. */
export function StartAgain({ busy, onStartAgain }: { readonly busy: boolean; readonly onStartAgain: () => void }) {
  const { say } = useWords()
  return (
    <p>
      <button type="button" class="link" aria-disabled={busy} onClick={onStartAgain}>
        {say('startAgain')}
      </button>
    </p>
  )
}
