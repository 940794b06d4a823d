import type {
  AccountsProblem,
  DoneStep,
  LostFactorAnswer,
  RequestOptions,
  ShopAnswer,
  ShownAppAnswer,
  Step,
} from '@ecforce-accounts/client'
import { accounts, patiently, problemOf } from '../accounts.ts'
import { suggestLocale } from '../locale-choice.ts'
import { welcomeTo } from '../portal/welcome.ts'
import { asksForCode, ownPath, wantedReturn } from '../return-path.ts'
import { navigate } from '../router.ts'
import { signOut } from '../sign-out.ts'
import type { Locale } from '../words/catalogue.ts'
import { finishAddress, type Interaction, interactionAt, readInteraction, wasAskedToFinish } from './interaction.ts'

const portal = '/portal/apps'

/** A step that asks for something. */
export type OpenStep = Exclude<Step, DoneStep>

export type Screen =
  | { readonly at: 'loading' | 'leaving' }
  /** `failures`: how many times in a row nothing came; `trying`: whether it is asked again right now. */
  | {
      readonly at: 'unreachable'
      readonly problem: AccountsProblem
      readonly failures: number
      readonly trying: boolean
    }
  | { readonly at: 'address'; readonly email: string }
  /** `receivedAt` is this machine's clock when the step came, to be held against the step's own `now`. */
  | { readonly at: 'step'; readonly step: OpenStep; readonly receivedAt: number }
  /** A service's sign-in that is not the ordinary one; `null`: it is over. */
  | { readonly at: 'interaction'; readonly uid: string; readonly interaction: Interaction | null }
  /** Signed in already, with codes to be kept before going on; `null`: they were shown here once, and are gone. */
  | ({ readonly at: 'recovery-codes'; readonly codes: readonly string[] | null; readonly email: string } & Destination)

/** Where a finished sign-in leads. */
interface Destination {
  readonly returnTo: string | null
  readonly firstSignIn: boolean
  /** The shop that was joined on the way; `null` for none. */
  readonly joined: string | null
}

export type Notice = 'conflict' | 'expired' | 'exhausted' | 'signed-out'

export interface JourneyState {
  readonly screen: Screen
  readonly notice: Notice | null
  /** The shop that sent this tab here. */
  readonly shop: ShopAnswer | null
  /** The service that sent it. */
  readonly interaction: Interaction | null
}

/**
 * One tab's way through the sign-in: what the server says comes next, and the history entries that go with it.
 *
 * There are two entries, the address form and the flow; what the flow asks for is always the server's to say. So going
 * back leads to the address form, going forward to wherever the flow stands by then, and nothing is ever sent again.
 *
 * The verbs reject with the `AccountsProblem`s that are for the form to show.
 */
export type Journey = ReturnType<typeof createJourney>

const portalOnly: Destination = { returnTo: null, firstSignIn: false, joined: null }

export function createJourney(onChange: (state: JourneyState) => void, locale: () => Locale) {
  let screen: Screen = { at: 'loading' }
  // A reset that was just done leaves the address here.
  let email = typeof history.state?.email === 'string' ? history.state.email : ''
  let shop: ShopAnswer | null = null
  let interaction: Interaction | null = null
  /** Where this tab's sign-in belongs to a service: its name for it. */
  const uid = interactionAt(location.pathname)
  let requests = new AbortController()

  return {
    /** Finds out where this tab stands: at its first load, after a reload, and when it comes back from the history. */
    arrive,

    start(typed: string): Promise<void> {
      email = typed
      return proceed((options) => accounts.signIn.start(beginning(), options))
    },
    password: (password: string) => proceed((options) => accounts.signIn.password(password, options)),
    code: (code: string) => proceed((options) => accounts.signIn.code(code, options)),
    resend: () => proceed((options) => accounts.signIn.resend(options)),
    useFactor: (factor: 'email' | 'totp' | 'recovery') =>
      proceed((options) => accounts.signIn.useFactor(factor, options)),
    legacyApp: (code: string) => proceed((options) => accounts.signIn.legacyApp(code, options)),
    /** An app to be enrolled, in place of one shown before. */
    beginApp: (): Promise<ShownAppAnswer | null> => ask((options) => accounts.signIn.beginApp(options)),
    confirmApp: (code: string, keepMail: boolean | undefined) =>
      proceed((options) => accounts.signIn.confirmApp(code, keepMail, options)),
    /** The ways out for who can use none of the ways. */
    lostFactor: (): Promise<LostFactorAnswer | null> => ask((options) => accounts.signIn.lostFactor(options)),
    /** The device is somebody else's: an account of one's own is asked for. */
    askForInvitation: (who: { readonly email: string; readonly name: string }) =>
      proceed((options) => accounts.signIn.askForInvitation(who, options)),
    newPassword: (password: string, name?: string) =>
      proceed((options) => accounts.signIn.newPassword(password, name, options)),
    /** Joins the shop that has invited. */
    confirm: () => proceed((options) => accounts.signIn.confirm(options)),

    /** From the recovery codes to where the sign-in leads; they cannot be reached again. */
    leaveCodes() {
      if (screen.at === 'recovery-codes') goOn(screen)
    },

    /** Back to the address form; the flow stays until another is started. */
    changeAddress() {
      if (standsAt('flow')) history.back()
      else showAddress(null)
    },

    /** Ends the flow and shows the address form, even when the server cannot be told: the next start ends it too. */
    async startAgain(): Promise<void> {
      const { signal } = requests
      try {
        await patiently((options) => accounts.signIn.abandon(options), signal)
      } catch (error) {
        if (signal.aborted) return
        problemOf(error)
      }
      showAddress(null)
    },

    /** Signs out, and begins anew for the same service. */
    async otherAccount(): Promise<void> {
      await signOut()
      email = ''
      showAddress(null)
    },

    /** Looks whether another tab has signed in meanwhile; then this one goes on, too. Not knowing, it stays as it is. */
    async look(): Promise<void> {
      const { signal } = requests
      if (!waitsForSomebody()) return
      const isOpen = await isOpenNow(signal).catch((error: unknown) => {
        if (!signal.aborted) problemOf(error)
        return false
      })
      if (isOpen && !signal.aborted && waitsForSomebody()) goOn(portalOnly)
    },

    /** Follows the history; not away from codes that are nowhere else. */
    travel() {
      if (screen.at === 'recovery-codes') {
        if (!standsAt('flow')) history.forward()
        return
      }
      if (standsAt('flow')) return void arrive()
      requests.abort()
      requests = new AbortController()
      showAddress(null)
    },

    stop() {
      requests.abort()
    },
  }

  async function arrive(): Promise<void> {
    requests.abort()
    requests = new AbortController()
    const { signal } = requests
    show(screen.at === 'unreachable' ? { ...screen, trying: true } : { at: 'loading' }, null)
    try {
      if (uid !== null) return await arriveFromService(uid, signal)
      const [session, step, sender] = await Promise.all([
        patiently((options) => accounts.session.get(options), signal),
        standsAt('address') ? null : patiently(openStep, signal),
        sendingShop(signal),
      ])
      if (signal.aborted) return
      shop = sender
      if (session && codesWereHere()) return showCodes(null, destinationHere())
      if (session && (step === null || wantedReturn() !== null)) return goOn(portalOnly)
      if (step) return showStep(step, null)
      showAddress(history.state?.notice === 'signed-out' ? 'signed-out' : null)
    } catch (error) {
      if (signal.aborted) return
      const failures = screen.at === 'unreachable' ? screen.failures + 1 : 1
      show({ at: 'unreachable', problem: problemOf(error), failures, trying: false }, null)
    }
  }

  /** What is asked is the service's to say; what it asks first of nobody signed in is the ordinary flow. */
  async function arriveFromService(name: string, signal: AbortSignal): Promise<void> {
    const [told, step] = await Promise.all([
      patiently((options) => readInteraction(name, options), signal),
      standsAt('address') ? null : patiently(openStep, signal),
    ])
    if (signal.aborted) return
    interaction = told
    if (told?.locale) suggestLocale(told.locale)
    if (told?.entry === 'open' && !wasAskedToFinish()) return goOn(portalOnly)
    if (told?.entry !== 'sign-in') return show({ at: 'interaction', uid: name, interaction: told }, null)
    const hint = email === '' ? told.loginHint : null
    if (step && (hint === null || standsAt('flow') || !('email' in step) || step.email === hint))
      return showStep(step, null)
    email = hint ?? email
    showAddress(null)
  }

  async function isOpenNow(signal: AbortSignal): Promise<boolean> {
    if (uid === null) return (await patiently((options) => accounts.session.get(options), signal)) !== null
    const told = await patiently((options) => readInteraction(uid, options), signal)
    return told?.entry === 'open'
  }

  /** Nothing has been proven yet in this tab. */
  function waitsForSomebody(): boolean {
    return screen.at === 'address' || (screen.at === 'step' && screen.step.step === 'password')
  }

  /** A shop that nobody knows is passed over; so is any, where it cannot be asked for: it is told, not needed. */
  async function sendingShop(signal: AbortSignal): Promise<ShopAnswer | null> {
    const named = new URLSearchParams(location.search).get('shop')
    if (!named) return null
    if (named === shop?.shop) return shop
    try {
      return await patiently((options) => accounts.shops.find(named, options), signal)
    } catch (error) {
      if (!signal.aborted) problemOf(error)
      return null
    }
  }

  async function openStep(options: RequestOptions): Promise<Step | null> {
    try {
      return await accounts.signIn.current(options)
    } catch (error) {
      if (options.signal?.aborted) throw error
      const problem = problemOf(error)
      if (problem.code === 'flow_not_found') return null
      if (problem.code === 'flow_conflict') return problem.problem?.step ?? null
      throw problem
    }
  }

  async function proceed(request: (options: RequestOptions) => Promise<Step>): Promise<void> {
    const step = await ask(request)
    if (step) showStep(step, null)
  }

  /** `null` when the flow turned out to stand elsewhere, which is shown by then. */
  async function ask<Answer>(request: (options: RequestOptions) => Promise<Answer>): Promise<Answer | null> {
    const { signal } = requests
    try {
      const answer = await patiently(request, signal)
      return signal.aborted ? null : answer
    } catch (error) {
      if (!signal.aborted) await settle(problemOf(error), signal)
      return null
    }
  }

  /** What concerns the flow is settled here; the rest is thrown for the form. */
  async function settle(problem: AccountsProblem, signal: AbortSignal): Promise<void> {
    const step = problem.problem?.step
    if (problem.code === 'flow_conflict' && step) return showStep(step, isOtherFlow(step) ? 'conflict' : null)
    if (problem.code === 'flow_conflict' || problem.code === 'flow_not_found') return afterTheEnd(signal)
    if (problem.code === 'code_rejected' && step === null) return afterTheLastTry(signal)
    if (step) showStep(step, null)
    throw problem
  }

  function isOtherFlow(step: Step): boolean {
    return screen.at === 'step' && 'flow' in step && step.flow !== screen.step.flow
  }

  /** The flow is over: unless another tab has signed in meanwhile, it begins anew. */
  async function afterTheEnd(signal: AbortSignal): Promise<void> {
    const session = await patiently((options) => accounts.session.get(options), signal).catch((error: unknown) => {
      // Not knowing, the address form is right: a session is found after it too.
      if (!signal.aborted) problemOf(error)
      return null
    })
    if (signal.aborted) return
    if (session) goOn(portalOnly)
    else showAddress('expired')
  }

  async function afterTheLastTry(signal: AbortSignal): Promise<void> {
    try {
      const step = await patiently((options) => accounts.signIn.start(beginning(), options), signal)
      if (!signal.aborted) showStep(step, 'exhausted')
    } catch (error) {
      if (signal.aborted) return
      problemOf(error)
      showAddress('exhausted')
    }
  }

  function beginning() {
    return {
      email,
      returnTo: (uid === null && wantedReturn()) || undefined,
      locale: locale(),
      ...(asksForCode() && { askForCode: true }),
    }
  }

  function showStep(step: Step, notice: Notice | null) {
    if (step.step === 'done') return step.recoveryCodes ? showCodes(step.recoveryCodes, step) : goOn(step)
    email = step.email
    if (!standsAt('flow')) {
      history.replaceState({ at: 'address' }, '')
      history.pushState({ at: 'flow' }, '')
    }
    show({ at: 'step', step, receivedAt: Date.now() }, notice)
  }

  function showAddress(notice: Notice | null) {
    history.replaceState({ at: 'address' }, '')
    show({ at: 'address', email }, notice)
  }

  /** The codes stand in memory alone; the entry only knows that they were shown. */
  function showCodes(codes: readonly string[] | null, { returnTo, firstSignIn, joined }: Destination) {
    history.replaceState({ at: 'flow', codes: 'shown', returnTo, firstSignIn, joined }, '')
    show({ at: 'recovery-codes', codes, email, returnTo, firstSignIn, joined }, null)
  }

  /**
   * Where to go on to belongs to the tab: its own wish comes before that of the flow. Whoever was never here before, or
   * has just joined a shop, goes by the portal, which says that all is set and offers the way on; but who comes from a
   * service goes back to it.
   */
  function goOn({ returnTo, firstSignIn, joined }: Destination) {
    show({ at: 'leaving' }, null)
    if (uid !== null) return location.replace(finishAddress(uid))
    const target = wantedReturn() ?? ownPath(returnTo) ?? portal
    if (firstSignIn || joined !== null) {
      const continueTo = target === portal ? null : target
      return navigate(portal, { replace: true, state: welcomeTo({ continueTo, joined }) })
    }
    if (target === portal) navigate(portal, { replace: true })
    else location.replace(target)
  }

  function show(next: Screen, notice: Notice | null) {
    screen = next
    onChange({ screen, notice, shop, interaction })
  }

  function codesWereHere(): boolean {
    return history.state?.codes === 'shown'
  }

  function destinationHere(): Destination {
    const { returnTo, firstSignIn, joined } = history.state ?? {}
    return { returnTo: textIn(returnTo), firstSignIn: firstSignIn === true, joined: textIn(joined) }
  }

  function standsAt(place: 'address' | 'flow'): boolean {
    return history.state?.at === place
  }
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
