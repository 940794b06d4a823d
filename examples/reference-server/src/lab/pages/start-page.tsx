import { useContext } from 'preact/hooks'
import { LabContext, LabFrame, type LabLink, useLabLinks } from './lab-frame.tsx'
import { useLabWords } from './lab-words.ts'

/** Where to begin. */
export function StartPage() {
  const words = useLabWords()
  const { accounts } = useContext(LabContext)
  const links = useLabLinks().filter(({ name }) => name !== 'start')
  const { start } = words
  const toPage = (link: LabLink) => ({ href: link.href, name: words[link.name].nav, lead: words[link.name].lead })
  const people = links.filter(({ name }) => name === 'cast').map(toPage)
  const hands = links.filter(({ name }) => name === 'mailbox' || name === 'authenticator').map(toPage)
  const rest = links.filter(({ name }) => !['cast', 'mailbox', 'authenticator', 'support'].includes(name)).map(toPage)
  const own = [
    { href: `${accounts}/sign-in`, name: start.signIn, lead: start.signInLead },
    { href: `${accounts}/portal/apps`, name: start.portal, lead: start.portalLead },
    { href: `${accounts}/console`, name: start.console, lead: start.consoleLead },
  ]
  return (
    <LabFrame name="start">
      <Doors title={start.tryIt} doors={[...own, ...people]} />
      <Doors title={start.beside} doors={hands} />
      <Doors title={start.inside} doors={rest} />
    </LabFrame>
  )
}

interface DoorsProps {
  readonly title: string
  readonly doors: readonly { readonly href: string; readonly name: string; readonly lead: string }[]
}

function Doors({ title, doors }: DoorsProps) {
  if (doors.length === 0) return null
  return (
    <section class="doors">
      <h2>{title}</h2>
      <ul>
        {doors.map(({ href, name, lead }) => (
          <li class="card door" key={href}>
            <a href={href}>{name}</a>
            <p class="quiet">{lead}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
