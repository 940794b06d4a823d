import { hole, Whole } from '../ui/whole.tsx'
import { useWords } from '../words-context.ts'
import type { Journey } from './journey.ts'

/** The address that was typed, with the way to another. */
export function AddressLine({ journey, email }: { readonly journey: Journey; readonly email: string }) {
  const { say } = useWords()
  return (
    <div class="address">
      <p>
        <Whole sentence={say('password.for', { email: hole })} fact={email} />
      </p>
      <button type="button" class="link" aria-label={say('password.changeAddress')} onClick={journey.changeAddress}>
        {say('password.change')}
      </button>
    </div>
  )
}
