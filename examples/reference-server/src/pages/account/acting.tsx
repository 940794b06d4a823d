import { AccountsProblem, type RequestOptions, type Step } from '@ecforce-accounts/client'
import { withStepUp } from '@ecforce-accounts/client/account'
import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { signInAddress } from '../return-path.ts'
import { navigate } from '../router.ts'
import { account } from './own-account.ts'
import { StepUpDialog } from './step-up-dialog.tsx'
import type { Asked } from './step-up-question.tsx'

/**
 * Asks the server for something that may need a fresh proof. Where it does, the proof is asked for and the same request
 * sent once more; who is not signed in any more is sent to sign in, and back.
 */
export type Act = <Answer>(request: (options: RequestOptions) => Promise<Answer>) => Promise<Answer>

const ActContext = createContext<Act>(() => {
  throw new TypeError('an act needs <Acting> around')
})

export function useAct(): Act {
  return useContext(ActContext)
}

/** What the page does in the name of the account, with the dialog that asks for a proof. */
export function Acting({ children }: { readonly children: ComponentChildren }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const settle = useRef<((proven: boolean) => void) | null>(null)
  const [act] = useState(() => actWith(prove))
  useEffect(() => () => settle.current?.(false), [])

  async function prove(): Promise<boolean> {
    const step = await patiently((options) => account.stepUp.start(options))
    return new Promise((resolve) => {
      settle.current?.(false)
      settle.current = resolve
      show(step)
    })
  }

  function show(step: Step): void {
    if (step.step === 'done') close(true)
    else setAsked({ step: step.step === 'code' ? step : null, receivedAt: Date.now() })
  }

  function close(proven: boolean): void {
    setAsked(null)
    settle.current?.(proven)
    settle.current = null
  }

  return (
    <ActContext.Provider value={act}>
      {children}
      <StepUpDialog asked={asked} onStep={show} onClose={() => close(false)} />
    </ActContext.Provider>
  )
}

function actWith(prove: () => Promise<boolean>): Act {
  return async (request) => {
    try {
      return await withStepUp(() => patiently(request), prove)
    } catch (error) {
      if (error instanceof AccountsProblem && error.code === 'session_required') {
        navigate(signInAddress(location.pathname + location.search), { replace: true })
      }
      throw error
    }
  }
}
