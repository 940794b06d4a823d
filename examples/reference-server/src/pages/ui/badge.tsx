import type { ComponentChildren } from 'preact'
import type { Tone } from './note.tsx'
import './badge.css'

/** The state of a thing in a word or two. */
export function Badge({ tone, children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone ?? ''}`}>{children}</span>
}
