import { type ComponentChildren, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { Frame } from '../../pages/ui/frame.tsx'
import { LanguageSwitch } from '../../pages/ui/language-switch.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { LabAddresses } from '../lab-pages.ts'
import { useLabWords } from './lab-words.ts'

/** Where the halves of the lab are. */
export const LabContext = createContext<LabAddresses>({ accounts: null, mailbox: null })

export type LabPageName = 'start' | 'cast' | 'mailbox' | 'authenticator' | 'clock' | 'mails' | 'support' | 'design'

interface Place {
  readonly name: LabPageName
  readonly half: keyof LabAddresses
  readonly path: string
}

/** In the order in which they are listed. */
const places: readonly Place[] = [
  { name: 'start', half: 'accounts', path: '/lab' },
  { name: 'cast', half: 'accounts', path: '/lab/cast' },
  { name: 'mailbox', half: 'mailbox', path: '/' },
  { name: 'authenticator', half: 'mailbox', path: '/authenticator' },
  { name: 'clock', half: 'accounts', path: '/lab/clock' },
  { name: 'mails', half: 'mailbox', path: '/mails' },
  { name: 'support', half: 'accounts', path: '/lab/support' },
  { name: 'design', half: 'accounts', path: '/lab/design' },
]

export interface LabLink {
  readonly name: LabPageName
  readonly href: string
}

/** The pages of the halves that run. The language goes along to the other half, which remembers its own. */
export function useLabLinks(): readonly LabLink[] {
  const { locale } = useWords()
  const lab = useContext(LabContext)
  return places.flatMap(({ name, half, path }) => {
    const origin = lab[half]
    if (origin === null) return []
    const url = new URL(path, origin)
    if (url.origin !== location.origin) url.searchParams.set('lang', locale)
    return [{ name, href: url.href }]
  })
}

export interface LabFrameProps {
  readonly name: LabPageName
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** A page of the lab, with the ways to the others. */
export function LabFrame({ name, wide = false, children }: LabFrameProps) {
  const words = useLabWords()
  const links = useLabLinks()
  return (
    <Frame
      title={words[name].title}
      lead={words[name].lead}
      wide={wide}
      nav={{
        label: words.sections,
        sections: links.map((link) => ({ href: link.href, label: words[link.name].nav })),
        current: links.find((link) => link.name === name)?.href ?? '',
      }}
      aside={<LanguageSwitch />}
      foot={null}
    >
      {children}
    </Frame>
  )
}
