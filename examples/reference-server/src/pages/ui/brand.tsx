import { useWords } from '../words-context.ts'

/** The word mark: a lower-case a drawn as a ring and a door post, and the name in two weights. */
export function Brand() {
  const { say } = useWords()
  const [first, ...rest] = say('product').split(' ')
  return (
    <p class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="currentColor" />
        <circle class="mark-letter" cx="14" cy="16" r="6.2" />
        <path class="mark-letter" d="M22.6 9.8v12.4" />
      </svg>
      <span translate={false}>
        <b>{first}</b> {rest.join(' ')}
      </span>
    </p>
  )
}
