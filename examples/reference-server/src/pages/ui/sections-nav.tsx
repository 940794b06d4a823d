import { useEffect, useRef } from 'preact/hooks'
import './sections-nav.css'

export interface Section {
  readonly href: string
  readonly label: string
}

export interface SectionsNavProps {
  readonly label: string
  readonly sections: readonly Section[]
  /** The address of the one that is shown. */
  readonly current: string
}

/** The sections of a part of the site, on one line that can be scrolled where it is too long. */
export function SectionsNav({ label, sections, current }: SectionsNavProps) {
  const line = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const shown = line.current?.querySelector<HTMLElement>('[aria-current]')
    if (line.current && shown) line.current.scrollLeft = shown.offsetLeft - line.current.clientWidth / 3
  }, [current])
  return (
    <nav class="sections" aria-label={label}>
      <ul ref={line}>
        {sections.map(({ href, label: name }) => (
          <li key={href}>
            <a href={href} aria-current={href === current ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
