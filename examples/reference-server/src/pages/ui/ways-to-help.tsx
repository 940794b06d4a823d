import type { ComponentChildren } from 'preact'
import { pageSettings } from '../told-settings.ts'
import { useWords } from '../words-context.ts'

export interface HelpLinkProps {
  /** The part of the help that is meant. */
  readonly about?: string
  /** For pages where something may have been typed. */
  readonly newTab?: boolean
  readonly children: ComponentChildren
}

export function HelpLink({ about, newTab = false, children }: HelpLinkProps) {
  const { say } = useWords()
  const address = about ? `/help#${about}` : '/help'
  if (!newTab) return <a href={address}>{children}</a>
  return (
    <a href={address} target="_blank" rel="noopener">
      {children}
      <span class="visually-hidden">{say('newTab')}</span>
    </a>
  )
}

/** The way to the support desk, where the installation has one. */
export function SupportLink() {
  const { say } = useWords()
  const { supportUrl } = pageSettings
  if (supportUrl === null) return null
  return (
    <a href={supportUrl} target="_blank" rel="noopener">
      {say('support.link')}
      <span class="visually-hidden">{say('newTab')}</span>
    </a>
  )
}
