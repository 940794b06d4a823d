import type { AddressFindingAnswer } from '@ecforce-accounts/client/operator'
import { useRef, useState } from 'preact/hooks'
import { Addresses } from '../../robots/addresses.tsx'
import { dateInJapan } from '../../times.ts'
import { useAttempt } from '../../ui/attempt.ts'
import { Badge } from '../../ui/badge.tsx'
import { Facts } from '../../ui/facts.tsx'
import { FormEnd } from '../../ui/form-end.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { consoleRobotWords } from '../../words/console-robots.ts'
import { useWords, useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { operator } from '../operator.ts'
import { asOperator, useOperatorLoad } from '../operator-load.ts'
import { RobotLinks } from './robot-links.tsx'

/** Where a request of this very browser comes from, and what a member's exemption says to that. */
export function DoctorPage() {
  const say = useWordsOf(consoleRobotWords)
  const loaded = useOperatorLoad((options) => operator.doctor.address({}, options))
  return (
    <ConsoleFrame current="robots" title={say('doctor.title')} lead={say('doctor.lead')} loaded={loaded}>
      {(found) => (
        <>
          <RobotLinks current="doctor" />
          <Doctor first={found} />
        </>
      )}
    </ConsoleFrame>
  )
}

function Doctor({ first }: { readonly first: AddressFindingAnswer }) {
  const say = useWordsOf(consoleRobotWords)
  const attempt = useAttempt<'look'>()
  const shop = useRef<HTMLInputElement>(null)
  const legacyId = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState(first)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const [named, number] = [shop.current?.value.trim() ?? '', legacyId.current?.value.trim() ?? '']
    const of = named === '' || number === '' ? {} : { shop: named, legacyId: number }
    attempt.run('look', async () => setFound(await asOperator((options) => operator.doctor.address(of, options))))
  }

  return (
    <>
      <Arrival found={found} />
      <Panel title={say('doctor.member')} lead={say('doctor.member.lead')}>
        <form class="narrow" noValidate onSubmit={submit}>
          <TextField
            id="doctor-shop"
            label={say('doctor.shop')}
            help={say('doctor.shop.help')}
            input={shop}
            attributes={{ autocomplete: 'off', maxLength: 63 }}
          />
          <TextField
            id="doctor-member"
            label={say('doctor.legacyId')}
            input={legacyId}
            attributes={{ autocomplete: 'off', maxLength: 128 }}
          />
          <FormEnd
            attempt={attempt}
            busy={attempt.doing !== null}
            label={say('doctor.submit')}
            saidBesideField={false}
          />
        </form>
        <div role="status">{found.exemption ? <Exemption {...found.exemption} /> : null}</div>
      </Panel>
    </>
  )
}

/** The socket, the chain, and the address that comes of them. */
function Arrival({ found: { peer, hops, proxies, address } }: { readonly found: AddressFindingAnswer }) {
  const say = useWordsOf(consoleRobotWords)
  return (
    <Panel title={say('doctor.arrival')}>
      <Facts
        facts={[
          { term: say('doctor.peer'), detail: <code>{peer ?? say('doctor.none')}</code> },
          {
            term: say('doctor.chain'),
            detail:
              hops.length === 0 ? (
                say('doctor.none')
              ) : (
                <ol class="robot-addresses">
                  {hops.map((hop, index) => (
                    <li key={`${index} ${hop.text}`}>
                      <code>{hop.text}</code> <span class="quiet">{say(standingOf(hop, address))}</span>
                    </li>
                  ))}
                </ol>
              ),
          },
          {
            term: say('doctor.proxies'),
            detail: proxies.length === 0 ? say('doctor.none') : <Addresses ranges={proxies} />,
          },
          {
            term: say('doctor.derived'),
            detail: address === null ? <Badge tone="caution">{say('doctor.unknown')}</Badge> : <code>{address}</code>,
          },
        ]}
      />
    </Panel>
  )
}

type Hop = AddressFindingAnswer['hops'][number]

function standingOf(hop: Hop, client: string | null) {
  if (hop.address === null) return 'doctor.hop.unread'
  if (hop.isProxy) return 'doctor.hop.trusted'
  return hop.address === client ? 'doctor.hop.client' : 'doctor.hop.ignored'
}

/** What a right password from there would come to, and everything that is missing. */
function Exemption({ bypass, reasons, grant }: NonNullable<AddressFindingAnswer['exemption']>) {
  const words = useWords()
  const say = useWordsOf(consoleRobotWords)
  const tones = { waived: 'good', shadow: 'info', refused: 'caution' } as const
  return (
    <>
      <p>
        <Badge tone={tones[bypass]}>{say(`doctor.bypass.${bypass}`)}</Badge>
      </p>
      {reasons.length === 0 ? null : (
        <ul class="bullets">
          {reasons.map((reason) => (
            <li key={reason}>{say(isKnown(reason) ? `doctor.reason.${reason}` : 'doctor.reason.other')}</li>
          ))}
        </ul>
      )}
      {grant ? (
        <Facts
          facts={[
            { term: say('desk.request.ranges'), detail: <Addresses ranges={grant.ranges} /> },
            { term: say('doctor.until'), detail: dateInJapan(Date.parse(grant.endsAt), words) },
          ]}
        />
      ) : null}
    </>
  )
}

const known = [
  'no_grant',
  'revoked',
  'stopped',
  'unused',
  'credentials_changed',
  'waits_for_owner',
  'not_begun',
  'over',
  'not_a_member',
  'administrator',
  'not_a_robot',
  'other_membership',
  'no_mailbox',
  'account_suspended',
  'password_too_weak',
  'address_unknown',
  'address_outside',
] as const

function isKnown(reason: string): reason is (typeof known)[number] {
  return known.some((one) => one === reason)
}
