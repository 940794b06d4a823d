import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { useWords } from '../words-context.ts'
import { Button } from './button.tsx'
import { SupportCode } from './support-code.tsx'
import './states.css'

export interface EmptyStateProps {
  readonly title: string
  /** What to do so that something is here. */
  readonly children: ComponentChildren
  readonly action?: ComponentChildren
}

/** A place that has nothing to show yet. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div class="state">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <rect x="7" y="11" width="34" height="27" rx="5" />
        <path d="M7 29h10l3 4h8l3-4h10M17 19h14" />
      </svg>
      <p class="state-title">{title}</p>
      <div class="quiet">{children}</div>
      {action ? <div class="actions">{action}</div> : null}
    </div>
  )
}

export interface ErrorStateProps {
  readonly title: string
  /** What to do about it. */
  readonly children: ComponentChildren
  readonly supportCode?: string | null
  readonly busy?: boolean
  readonly onRetry?: () => void
}

/** A place whose content could not be fetched. */
export function ErrorState({ title, children, supportCode = null, busy = false, onRetry }: ErrorStateProps) {
  const { say } = useWords()
  return (
    <div class="state wrong" role="alert">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="17" />
        <path d="M24 15v11M24 32.5v.5" />
      </svg>
      <p class="state-title">{title}</p>
      <div class="quiet">{children}</div>
      {supportCode ? <SupportCode code={supportCode} /> : null}
      {onRetry ? (
        <div class="actions">
          <Button kind="second" busy={busy} onClick={onRetry}>
            {say('retry')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

/** Holds the place of what is being fetched, so that nothing jumps; shown after a moment. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const { say } = useWords()
  return (
    <div class="skeleton" aria-busy="true">
      <p class="visually-hidden" role="status">
        {say('loading')}
      </p>
      {Array.from({ length: lines }, (_, line) => (
        <span class="bone" key={line} />
      ))}
    </div>
  )
}

export interface ProgressProps {
  readonly label: string
  /** From 0 to `max`; `null` while nobody knows how far it is. */
  readonly value: number | null
  readonly max?: number
  /** How far it is, in words. */
  readonly text?: string
}

/** How far something is. */
export function Progress({ label, value, max = 100, text }: ProgressProps) {
  const id = useId()
  const attributes = { max, 'aria-labelledby': id }
  return (
    <div class="progress">
      <p class="progress-label">
        <span id={id}>{label}</span>
        {text ? <span class="quiet">{text}</span> : null}
      </p>
      {value === null ? <progress {...attributes} /> : <progress {...attributes} value={value} />}
    </div>
  )
}
