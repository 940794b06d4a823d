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
  return (
    <nav class="sections" aria-label={label}>
      <ul>
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
