import { useWords } from '../words-context.ts'

/** The word mark. */
export function Brand() {
  const { product } = useWords()
  return (
    <p class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M22 11.5a8 8 0 1 0 0 9M10 16h11" />
      </svg>
      <span translate={false}>{product}</span>
    </p>
  )
}
