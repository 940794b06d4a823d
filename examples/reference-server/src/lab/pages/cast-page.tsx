import { useContext } from 'preact/hooks'
import { CopyButton } from '../../pages/ui/copy-button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../pages/ui/states.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { CastOperator, CastPerson, CastSheet, CastSheetShop } from '../cast-sheet.ts'
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
      {sheet.operators.length > 0 ? <Operators operators={sheet.operators} /> : null}
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
  const { cast } = useLabWords()
  return (
    <section class="panel" aria-labelledby={`shop-${shop.id}`}>
      <div class="shop-head">
        <h2 id={`shop-${shop.id}`}>{shop.name}</h2>
        {now === null ? null : <PhaseBadge shop={shop} now={now} />}
      </div>
      {shop.adminUrl === null ? null : (
        <p>
          {cast.admin}
          <a href={shop.adminUrl} target="_blank" rel="noreferrer">
            {shop.adminUrl}
          </a>
        </p>
      )}
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
      <Credentials
        of={person.name}
        facts={[
          { term: cast.address, text: person.email },
          { term: cast.password, text: person.password },
        ]}
      />
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

/** Staff, whose apps are in the authenticator. */
function Operators({ operators }: { readonly operators: readonly CastOperator[] }) {
  const { locale } = useWords()
  const { cast } = useLabWords()
  const { mailbox } = useContext(LabContext)
  return (
    <section class="panel" aria-labelledby="operators">
      <div>
        <h2 id="operators">{cast.operators}</h2>
        <p class="quiet">{cast.operatorsLead}</p>
      </div>
      <ul class="people">
        {operators.map((one) => (
          <li class="person" key={one.operator}>
            <div class="person-head">
              <h3>{one.name}</h3>
              <span class="quiet">{cast.operatorRole[one.role]}</span>
            </div>
            <p>{one[locale]}</p>
            <Credentials
              of={one.name}
              facts={[
                { term: cast.operatorName, text: one.operator },
                { term: cast.password, text: one.password },
              ]}
            />
            <p class="person-links">
              <a href="/console" target="_blank" rel="noreferrer" aria-label={`${cast.console}：${one.name}`}>
                {cast.console}
              </a>
              {mailbox ? (
                <a href={`${mailbox}/authenticator`} aria-label={`${cast.codes}：${one.name}`}>
                  {cast.codes}
                </a>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface CredentialsProps {
  readonly of: string
  readonly facts: readonly { readonly term: string; readonly text: string }[]
}

/** What somebody types, to be copied. */
function Credentials({ of, facts }: CredentialsProps) {
  return (
    <dl class="credentials">
      {facts.map(({ term, text }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            <code>{text}</code>
            <CopyButton text={text} what={`${of} ${term}`} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
