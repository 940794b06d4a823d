import { useWords } from '../words-context.ts'

/** The one primary button. While `busy` it says so and keeps the focus; pressing it again does nothing. */
export function SubmitButton({ busy, label }: { readonly busy: boolean; readonly label: string }) {
  const { working } = useWords()
  return (
    <button type="submit" class={busy ? 'primary busy' : 'primary'} aria-disabled={busy}>
      {busy ? working : label}
    </button>
  )
}
