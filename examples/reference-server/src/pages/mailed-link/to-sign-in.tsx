import { useEffect, useRef } from 'preact/hooks'
import { navigate } from '../router.ts'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWordsOf } from '../words-context.ts'

/** On to the sign-in, with the address whose password was chosen. Has the focus: there is nothing else to do. */
export function ToSignIn({ email }: { readonly email: string }) {
  const say = useWordsOf(mailedLinkWords)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <button
      type="button"
      class="primary"
      ref={button}
      onClick={() => navigate('/sign-in', { replace: true, state: { at: 'address', email } })}
    >
      {say('reset.done.signIn')}
    </button>
  )
}
