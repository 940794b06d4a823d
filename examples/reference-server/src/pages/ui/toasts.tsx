import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useEffect, useState } from 'preact/hooks'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import './toasts.css'

interface Toast {
  readonly id: number
  readonly text: string
}

const SHOWN_MILLISECONDS = 8_000

const Say = createContext<(text: string) => void>(() => {
  throw new TypeError('a toast needs <Toasts> around')
})

/** Says in passing that something was done. What went wrong, or has to be acted upon, is never said in passing. */
export function useSay(): (text: string) => void {
  return useContext(Say)
}

/** Where toasts appear: once, around everything that may say something. */
export function Toasts({ children }: { readonly children: ComponentChildren }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const say = useCallback((text: string) => {
    setToasts((shown) => [...shown.slice(-2), { id: (shown.at(-1)?.id ?? 0) + 1, text }])
  }, [])
  const dismiss = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id))
  return (
    <Say.Provider value={say}>
      {children}
      <div class="toasts" role="status">
        {toasts.map(({ id, text }) => (
          <ToastLine key={id} text={text} onDismiss={() => dismiss(id)} />
        ))}
      </div>
    </Say.Provider>
  )
}

/** Stays as long as it is pointed at or holds the focus. */
function ToastLine({ text, onDismiss }: { readonly text: string; readonly onDismiss: () => void }) {
  const say = useWordsOf(partWords)
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(onDismiss, SHOWN_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [held])
  return (
    <div
      class="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <p>{text}</p>
      <button type="button" class="toast-close" aria-label={say('parts.close')} onClick={onDismiss}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
    </div>
  )
}
