import type { Page } from 'playwright-core'
import type { SampleMail } from '../../src/lab/sample-mails.ts'
import type { Locale } from '../../src/pages/words/catalogue.ts'

/** A page in a state worth looking at. */
export interface Scene {
  /** `group/state`, as `sign-in/code-wrong`; names its pictures. */
  readonly name: string
  /** Brings a new page there, in Japanese; resolves when all there is to see is shown. */
  readonly reach: (stage: Stage) => Promise<void>
  /** How the page comes to speak another language. Default: as it does when the browser's language changes. */
  readonly speak?: (stage: Stage, locale: Locale) => Promise<void>
  /** Moves the server's clock, so that nobody else may be under way. */
  readonly movesClock?: true
}

/** A member whom no other scene knows. */
export interface StageMember {
  readonly email: string
  readonly password: string
}

/** A member whose shop's own system asks for an app. */
export interface LegacyAppMember extends StageMember {
  readonly totpSecret: string
}

/** What an enrolment leaves with a member. */
export interface EnrolledApp {
  readonly secret: string
  /** The code that confirmed it. */
  readonly used: string
  readonly codes: readonly string[]
}

/** What scenes are made with: a page in a browser of its own, and a few things that people do at it. */
export interface Stage {
  readonly page: Page
  /** A member of one shop who has never signed in here. */
  readonly member: StageMember
  /** The same, with a password that is too weak to be kept. */
  readonly weakMember: StageMember
  /** A member of many shops. */
  readonly busyMember: StageMember
  /** A member of one shop where an authenticator app comes first. */
  readonly appMember: StageMember
  /** A member of one shop that asks once for the app its own system knew. */
  readonly legacyAppMember: LegacyAppMember
  /** Where the mailbox shows the mails. */
  readonly mailboxUrl: string
  mails(locale: Locale): readonly SampleMail[]

  open(path: string): Promise<void>
  /** Fills the field of this label. */
  type(label: string, text: string): Promise<void>
  press(button: string): Promise<void>
  see(text: string | RegExp): Promise<void>

  /** From the sign-in page, at this address of it, to the password. */
  toPassword(member: StageMember, address?: string): Promise<void>
  /** The same, to the code. */
  toCode(member: StageMember, address?: string): Promise<void>
  /** The same, to the portal. */
  toPortal(member: StageMember, address?: string): Promise<void>
  /** From the sign-in page to an app to be enrolled, whose secret it resolves to. */
  toEnrolApp(member: StageMember): Promise<string>
  /** The same, to the recovery codes. */
  toRecoveryCodes(member: StageMember): Promise<EnrolledApp>
  /** The same, to the code of the app at the next sign-in. */
  toAppCode(member: StageMember): Promise<EnrolledApp>
  /** What an authenticator app shows now. */
  appCode(secret: string): string
  /** The newest code mailed to a member, once `mails` of them were. */
  code(member: StageMember, mails?: number): Promise<string>
  /** The path of the newest link that was mailed to a member. */
  mailedLink(member: StageMember): Promise<string>
  /** Another code than this one. */
  wrong(code: string, by?: number): string
  advance(minutes: number): Promise<void>
  /** Locks every factor of somebody who has an account, as a hundred wrong codes would. */
  lockFactors(member: StageMember): Promise<void>
  /** The member's sessions have proven nothing for ten minutes. */
  makeStale(member: StageMember): Promise<void>
  /** The member's password was reset by mail just now. */
  recover(member: StageMember): Promise<void>
  /** Whoever looks at the page is signed in as an operator. */
  asOperator(): Promise<void>
  /** Two operators have agreed to lift the member's app in a day. */
  askForLift(member: StageMember): Promise<void>
}
