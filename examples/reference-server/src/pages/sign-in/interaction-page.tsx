import { AccountsProblem, type RequestOptions, type Step } from '@ecforce-accounts/client'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { account } from '../account/own-account.ts'
import { type Asked, StepUpQuestion } from '../account/step-up-question.tsx'
import { patiently } from '../accounts.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { useLoad } from '../ui/load.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { interactionWords } from '../words/interaction.ts'
import { stepUpWords } from '../words/step-up.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { cancelAddress, finishAddress, type Interaction, serviceTitle } from './interaction.ts'

export interface InteractionPageProps {
  readonly uid: string
  /** `null`: it is over. */
  readonly interaction: Interaction | null
  /** Signs out, and signs in anew for the same service. */
  readonly onOtherAccount: () => Promise<void>
  /** Nobody is signed in any more. */
  readonly onSignedOut: () => void
}

/** What a service's sign-in comes to when it is not the ordinary one: over, refused, stuck, or in need of a fresh proof. */
export function InteractionPage({ interaction, ...props }: InteractionPageProps) {
  if (interaction === null) return <Over />
  if (interaction.entry === 'refused') return <Refused {...props} interaction={interaction} />
  if (interaction.entry === 'step-up') return <ProveAgain {...props} interaction={interaction} />
  return <Stuck {...props} interaction={interaction} />
}

type OpenProps = InteractionPageProps & { readonly interaction: Interaction }

function Over() {
  const sayHere = useWordsOf(interactionWords)
  return (
    <Card title={sayHere('interaction.over.title')}>
      <p>{sayHere('interaction.over.lead')}</p>
      <FocusedLink href="/portal/apps">{sayHere('interaction.toPortal')}</FocusedLink>
    </Card>
  )
}

/** The server was asked to lead on and has not; asking for ever would help nobody. */
function Stuck(props: OpenProps) {
  const words = useWords()
  const sayHere = useWordsOf(interactionWords)
  return (
    <Card title={sayHere('interaction.stuck.title')}>
      <p role="alert">{sayHere('interaction.stuck.lead', { service: serviceTitle(props.interaction, words) })}</p>
      <FocusedLink href={finishAddress(props.uid)}>{sayHere('interaction.stuck.again')}</FocusedLink>
      <WaysOut {...props} />
    </Card>
  )
}

function Refused(props: OpenProps) {
  const words = useWords()
  const sayHere = useWordsOf(interactionWords)
  const { reason, shopName, email: known } = props.interaction
  const service = serviceTitle(props.interaction, words)
  const [shop, email] = [shopName ?? service, known ?? '']
  const sentence = {
    not_open: sayHere('interaction.not_open', { shop }),
    not_a_member: sayHere('interaction.not_a_member', { shop, email }),
    suspended: sayHere('interaction.suspended', { shop, email }),
    restricted: sayHere('interaction.restricted', { service }),
    unknown_service: sayHere('interaction.unknown_service'),
    other_account: sayHere('interaction.other_account', { service, email }),
  }[reason ?? 'unknown_service']
  return (
    <Card title={sayHere('interaction.refused.title')}>
      <div class="note caution">
        <p role="alert">{sentence}</p>
      </div>
      <WaysOut {...props} kind="primary" />
    </Card>
  )
}

function ProveAgain(props: OpenProps) {
  const { uid, interaction, onSignedOut } = props
  const words = useWords()
  const sayHere = useWordsOf(interactionWords)
  const say = useWordsOf(stepUpWords)
  const byApp = interaction.acr !== null
  const begin = (options: RequestOptions) => (byApp ? beginByApp(options) : account.stepUp.start(options))
  const { value, attempt } = useLoad(load)
  const [asked, setAsked] = useState<Asked | null>(null)
  useEffect(() => {
    if (value?.at === 'step') show(value.step)
    if (value?.at === 'signed-out') onSignedOut()
  }, [value])

  async function load(signal: AbortSignal) {
    try {
      if (byApp && !(await hasApp(signal))) return { at: 'no-app' } as const
      return { at: 'step', step: await patiently(begin, signal) } as const
    } catch (error) {
      if (error instanceof AccountsProblem && error.code === 'session_required') return { at: 'signed-out' } as const
      throw error
    }
  }

  function show(step: Step): void {
    if (step.step === 'done') location.replace(finishAddress(uid))
    else setAsked({ step: step.step === 'code' ? withoutMail(step, byApp) : null, receivedAt: Date.now() })
  }

  const service = serviceTitle(interaction, words)
  if (value?.at === 'no-app') {
    return (
      <Card title={sayHere('interaction.enrol.title')}>
        <p>{sayHere('interaction.enrol.lead', { service })}</p>
        <FocusedLink href={`/portal/profile?returnTo=/sign-in/${uid}`}>{sayHere('interaction.enrol.go')}</FocusedLink>
        <WaysOut {...props} />
      </Card>
    )
  }
  return (
    <Card title={say('stepUp.title')}>
      {asked ? (
        <StepUpQuestion
          asked={asked}
          lead={
            byApp ? sayHere('interaction.stepUp.app', { service }) : sayHere('interaction.stepUp.lead', { service })
          }
          ended={sayHere('interaction.stepUp.ended')}
          begin={begin}
          onStep={show}
        />
      ) : attempt.problem ? (
        <ProblemNote loading attempt={attempt} />
      ) : (
        <p class="quiet">{words.say('loading')}</p>
      )}
      <WaysOut {...props} />
    </Card>
  )
}

async function hasApp(signal: AbortSignal): Promise<boolean> {
  const { factors } = await patiently((options) => account.factors.list(options), signal)
  return factors.some(({ kind }) => kind === 'totp')
}

/** Where the mail would be asked for first, a code of the app, or one from paper in its place. */
async function beginByApp(options: RequestOptions): Promise<Step> {
  const step = await account.stepUp.start(options)
  const other = step.step === 'code' && step.factor === 'email' ? step.alternatives.find(isOfApp) : undefined
  return other ? account.stepUp.useFactor(other, options) : step
}

type CodeStep = Extract<Step, { readonly step: 'code' }>

/** The same without what would not be enough; `null` when nothing is left. */
function withoutMail(step: CodeStep, byApp: boolean): CodeStep | null {
  if (!byApp) return step
  return isOfApp(step.factor) ? { ...step, alternatives: step.alternatives.filter(isOfApp) } : null
}

function isOfApp(factor: CodeStep['factor']): boolean {
  return factor !== 'email'
}

/** Another account, the portal, or back to where one came from. */
function WaysOut({
  uid,
  interaction: { email },
  onOtherAccount,
  kind = 'second',
}: OpenProps & { readonly kind?: 'primary' | 'second' }) {
  const sayHere = useWordsOf(interactionWords)
  const attempt = useAttempt<'other-account'>()
  return (
    <section class="ways-out" aria-label={sayHere('interaction.others')}>
      {email ? (
        <p class="quiet">
          <Whole sentence={sayHere('interaction.signedInAs', { email: hole })} fact={email} />
        </p>
      ) : null}
      <ProblemNote attempt={attempt} loading />
      <Button kind={kind} busy={attempt.doing !== null} onClick={() => attempt.run('other-account', onOtherAccount)}>
        {sayHere('interaction.otherAccount')}
      </Button>
      <a class="plain" href="/portal/apps">
        {sayHere('interaction.toPortal')}
      </a>
      <form method="post" action={cancelAddress(uid)}>
        <Button kind="plain" type="submit">
          {sayHere('interaction.back')}
        </Button>
      </form>
    </section>
  )
}

/** The one thing to do. */
function FocusedLink({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => link.current?.focus(), [])
  return (
    <a class="button" href={href} ref={link}>
      {children}
    </a>
  )
}
