import { useWords } from '../words-context.ts'
import { type Interaction, serviceTitle } from './interaction.ts'

/** Tells who comes from a service where the sign-in leads, and how to be sure of this page. */
export function ForService({ interaction }: { readonly interaction: Interaction }) {
  const words = useWords()
  const { say } = words
  return (
    <div class="note">
      <p>{say('signIn.forService', { service: serviceTitle(interaction, words) })}</p>
      <p class="quiet">{say('signIn.fromShop.why', { issuerHost: location.host })}</p>
    </div>
  )
}
