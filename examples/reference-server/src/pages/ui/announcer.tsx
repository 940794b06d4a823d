import { useEffect, useState } from 'preact/hooks'

const announced = 'accounts:announced'

/** Has a text read aloud by screen readers, wherever the focus is. */
export function announce(text: string): void {
  dispatchEvent(new CustomEvent(announced, { detail: text }))
}

/** Where announcements are read from. It stands from the beginning: a region that comes with its text is not heard. */
export function Announcer() {
  const [text, setText] = useState('')
  useEffect(() => {
    const say = (event: Event) => {
      if (event instanceof CustomEvent) setText(String(event.detail))
    }
    addEventListener(announced, say)
    return () => removeEventListener(announced, say)
  }, [])
  return (
    <p class="visually-hidden" aria-live="polite" id="announcer">
      {text}
    </p>
  )
}
