import type { OperatorServicesAnswer } from '@ecforce-accounts/client/operator'
import { pastInJapan } from '../../times.ts'
import { Badge } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWords, useWordsOf, type Words } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { operator } from '../operator.ts'
import { useOperatorLoad } from '../operator-load.ts'

type Service = OperatorServicesAnswer['services'][number]
type Say = ReturnType<typeof useWordsOf<typeof consoleWords>>

/** The services of all shops: where they are entered, and how telling them of sign-outs went. */
export function ServicesPage() {
  const say = useWordsOf(consoleWords)
  const loaded = useOperatorLoad((options) => operator.services.list(options))
  return (
    <ConsoleFrame current="services" title={say('services.title')} lead={say('services.lead')} loaded={loaded}>
      {({ services }) => <AllServices services={services} />}
    </ConsoleFrame>
  )
}

function AllServices({ services }: OperatorServicesAnswer) {
  const words = useWords()
  const say = useWordsOf(consoleWords)
  return (
    <Panel title={say('services.all')}>
      <DataTable
        caption={say('services.all')}
        columns={columnsIn(say, words)}
        rows={services}
        keyOf={({ id }) => id}
        searchText={({ id, name, shop, shopName }) => [id, name, shop, shopName].join(' ')}
        searchLabel={say('services.find')}
        initialSorting={{ column: 'shop', direction: 'ascending' }}
        rowsPerPage={20}
        empty={<EmptyState title={say('services.none')}>{say('services.none.help')}</EmptyState>}
      />
    </Panel>
  )
}

function columnsIn(say: Say, words: Words): readonly Column<Service>[] {
  return [
    {
      id: 'service',
      label: say('services.service'),
      cell: ({ id, name }) => (name === id ? name : say('services.named', { name, id })),
      order: ({ name }) => name,
    },
    { id: 'shop', label: say('console.shop'), cell: ({ shopName }) => shopName, order: ({ shopName }) => shopName },
    { id: 'addresses', label: say('services.addresses'), cell: ({ web }) => <Addresses web={web} /> },
    {
      id: 'sign-outs',
      label: say('services.signOuts'),
      cell: (service) => <SignOuts {...service} />,
      order: ({ signOuts: { failed, waiting } }) => failed * 1_000_000 + waiting,
    },
    {
      id: 'secrets',
      label: say('services.secrets'),
      cell: ({ secretsIssuedAt }) => (
        <ul>
          {secretsIssuedAt.map((at) => (
            <li key={at}>{pastInJapan(Date.parse(at), words)}</li>
          ))}
        </ul>
      ),
      order: ({ secretsIssuedAt }) => secretsIssuedAt.at(-1) ?? '',
    },
  ]
}

function Addresses({ web }: Pick<Service, 'web'>) {
  const say = useWordsOf(consoleWords)
  if (web === null) return <>{say('services.backEnd')}</>
  const lines = [
    { label: say('services.start'), urls: [web.startUrl] },
    { label: say('services.redirect'), urls: web.redirectUris },
    { label: say('services.postLogout'), urls: web.postLogoutUris },
    { label: say('services.backChannel'), urls: web.backChannelLogoutUrl === null ? [] : [web.backChannelLogoutUrl] },
  ].filter(({ urls }) => urls.length > 0)
  return (
    <dl class="addresses">
      {lines.map(({ label, urls }) => (
        <div key={label}>
          <dt>{label}</dt>
          {urls.map((url) => (
            <dd key={url}>{url}</dd>
          ))}
        </div>
      ))}
    </dl>
  )
}

function SignOuts({ web, signOuts: { waiting, told, failed, lastError } }: Service) {
  const say = useWordsOf(consoleWords)
  if (web === null || web.backChannelLogoutUrl === null) return <>{say('services.notTold')}</>
  const tone = failed > 0 ? 'wrong' : waiting > 0 ? 'caution' : 'good'
  const state = { wrong: 'services.failing', caution: 'services.waiting', good: 'services.told' } as const
  return (
    <>
      <Badge tone={tone}>{say(state[tone])}</Badge>
      <p>{say('services.counts', { waiting, told, failed })}</p>
      {lastError ? <p class="quiet">{lastError}</p> : null}
    </>
  )
}
