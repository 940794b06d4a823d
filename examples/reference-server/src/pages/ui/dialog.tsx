import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import { Button } from './button.tsx'
import './dialog.css'

export interface DialogProps {
  readonly open: boolean
  readonly title: string
  /** Esc, or the button that closes. */
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** The buttons, the most important last. Default: one that closes. */
  readonly actions?: ComponentChildren
}

/**
 * A question or a task before the page goes on. The rest of the page is out of reach while it is open; the focus goes
 * back to where it was.
 */
export function Dialog({ open, title, onClose, children, actions }: DialogProps) {
  const say = useWordsOf(partWords)
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()

  useEffect(() => {
    const element = dialog.current
    if (!open || !element) return
    element.showModal()
    // Closing, unlike vanishing, gives the focus back.
    return () => element.close()
  }, [open])

  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      {open ? (
        <>
          <h2 id={heading}>{title}</h2>
          <div class="dialog-body">{children}</div>
          <div class="dialog-actions">
            {actions ?? (
              <Button kind="second" onClick={onClose}>
                {say('parts.close')}
              </Button>
            )}
          </div>
        </>
      ) : null}
    </dialog>
  )
}

export interface ConfirmDialogProps {
  readonly open: boolean
  readonly title: string
  /** What will be so afterwards. */
  readonly children: ComponentChildren
  /** The act itself, as a verb. */
  readonly confirmLabel: string
  /** Whether it cannot be taken back. */
  readonly danger?: boolean
  readonly busy?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks once more before something that is not easily undone. */
export function ConfirmDialog({
  open,
  title,
  children,
  confirmLabel,
  danger = false,
  busy = false,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const say = useWordsOf(partWords)
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button kind="second" onClick={onClose}>
            {say('parts.cancel')}
          </Button>
          <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
