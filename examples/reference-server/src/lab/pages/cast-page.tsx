import { useContext } from 'preact/hooks'
import { CopyButton } from '../../pages/ui/copy-button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../pages/ui/states.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { CastPerson, CastSheet, CastSheetShop } from '../cast-sheet.ts'
import { useAsked } from './ask.ts'
import { LabContext, LabFrame } from './lab-frame.tsx'
import { useLabWords } from './lab-words.ts'
import { PhaseBadge } from './phase-badge.tsx'
import './cast.css'

/** Everybody who can be tried, shop by shop. */
export function CastPage() {
  const { cast, loadFailed, loadFailedHelp } = useLabWords()
  const { answer: sheet, failed, again } = useAsked<CastSheet>('/lab/cast', null)
  const { answer: clock } = useAsked<{ readonly now: string }>('/lab/clock', 10_000)
  if (!sheet)
    return (
      <LabFrame name="cast">
        {failed ? (
          <ErrorState title={loadFailed} onRetry={again}>
            {loadFailedHelp}
          </ErrorState>
        ) : (
          <Skeleton lines={6} />
        )}
      </LabFrame>
    )

  const nowhere = sheet.people.filter(({ shop }) => shop === null)
  return (
    <LabFrame name="cast">
      {sheet.people.length === 0 ? <EmptyState title={cast.empty}>{cast.emptyHelp}</EmptyState> : null}
      {sheet.shops.map((shop) => (
        <ShopSection
          key={shop.id}
          shop={shop}
          now={clock ? Date.parse(clock.now) : null}
          people={sheet.people.filter((person) => person.shop === shop.id)}
        />
      ))}
      {nowhere.length > 0 ? (
        <section class="panel">
          <h2>{cast.noShop}</h2>
          <People people={nowhere} />
        </section>
      ) : null}
    </LabFrame>
  )
}

interface ShopSectionProps {
  readonly shop: CastSheetShop
  /** `null`: not known yet. */
  readonly now: number | null
  readonly people: readonly CastPerson[]
}

function ShopSection({ shop, now, people }: ShopSectionProps) {
  return (
    <section class="panel" aria-labelledby={`shop-${shop.id}`}>
      <div class="shop-head">
        <h2 id={`shop-${shop.id}`}>{shop.name}</h2>
        {now === null ? null : <PhaseBadge shop={shop} now={now} />}
      </div>
      <People people={people} />
    </section>
  )
}

function People({ people }: { readonly people: readonly CastPerson[] }) {
  return (
    <ul class="people">
      {people.map((person) => (
        <Person key={person.email} person={person} />
      ))}
    </ul>
  )
}

function Person({ person }: { readonly person: CastPerson }) {
  const { locale } = useWords()
  const { cast } = useLabWords()
  const { mailbox } = useContext(LabContext)
  return (
    <li class="person">
      <div class="person-head">
        <h3>{person.name}</h3>
        {person.shop === null ? null : <span class="quiet">{cast.role[person.role]}</span>}
      </div>
      <p>{person[locale]}</p>
      <dl class="credentials">
        <div>
          <dt>{cast.address}</dt>
          <dd>
            <code>{person.email}</code>
            <CopyButton text={person.email} what={`${person.name} ${cast.address}`} />
          </dd>
        </div>
        <div>
          <dt>{cast.password}</dt>
          <dd>
            <code>{person.password}</code>
            <CopyButton text={person.password} what={`${person.name} ${cast.password}`} />
          </dd>
        </div>
      </dl>
      <p class="person-links">
        <a href="/sign-in" target="_blank" rel="noreferrer" aria-label={`${cast.signIn}：${person.name}`}>
          {cast.signIn}
        </a>
        {mailbox ? (
          <a href={`${mailbox}/?to=${encodeURIComponent(person.email)}`} aria-label={`${cast.mails}：${person.name}`}>
            {cast.mails}
          </a>
        ) : null}
      </p>
    </li>
  )
}
