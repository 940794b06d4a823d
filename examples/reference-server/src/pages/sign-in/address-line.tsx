import { useWords } from '../words-context.ts'
import type { Journey } from './journey.ts'

/** The address that was typed, with the way to another. */
export function AddressLine({ journey, email }: { readonly journey: Journey; readonly email: string }) {
  const { password } = useWords()
  return (
    <div class="address">
      <p>{password.for(email)}</p>
      <button type="button" class="link" title={password.changeAddress} onClick={journey.changeAddress}>
        {password.change}
      </button>
    </div>
  )
}
