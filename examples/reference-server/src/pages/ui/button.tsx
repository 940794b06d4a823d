import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import { useWords } from '../words-context.ts'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'aria-disabled'> {
  /** `primary`: what the screen is for, once. `plain`: of little weight. `danger`: cannot be taken back. */
  readonly kind: 'primary' | 'second' | 'plain' | 'danger'
  /** While it works it says so, keeps the focus, and pressing it again does nothing. */
  readonly busy?: boolean
  /** What it says while busy, if not that it is working. */
  readonly busyLabel?: string
  /** Beside other things on a line; still as large as a finger needs. */
  readonly small?: boolean
  readonly children: ComponentChildren
}

export function Button({
  kind,
  busy = false,
  busyLabel,
  small = false,
  type = 'button',
  onClick,
  children,
  ...attributes
}: ButtonProps) {
  const { say } = useWords()
  const classes = [kind, small ? 'small' : '', busy ? 'busy' : ''].filter(Boolean).join(' ')
  return (
    <button
      {...attributes}
      type={type}
      class={classes}
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.call(event.currentTarget, event)
      }}
    >
      {busy ? (busyLabel ?? say('working')) : children}
    </button>
  )
}
