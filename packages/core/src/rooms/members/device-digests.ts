import type { NoticeMail, OutboxMail } from '../../domain/mail.ts'
import { DEVICE_TELLING_MILLISECONDS, type NewDevice } from '../../domain/new-device.ts'
import { NOTICE_USEFUL_MILLISECONDS } from '../../domain/notice.ts'
import { sealMail } from '../../domain/sealed-mail.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { NewDevices } from '../../ports/new-devices.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'

export interface DeviceDigestsDeps {
  readonly newDevices: NewDevices
  readonly accounts: Pick<AccountStore, 'findById'>
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** Telling an account that several people share of new devices: of the first at once, of further ones once a day. */
export interface DeviceDigests {
  /** Tells what is due, each once, whoever does it at once. What was killed in between is told by the next. */
  tellDue(): Promise<void>
}

const BATCH = 100
/** A mail lists no more than that, the newest; a mail is no log. */
const MOST_LISTED = 50

export function deviceDigests({
  newDevices,
  accounts,
  keys,
  clock,
  random,
  mailDomain,
}: DeviceDigestsDeps): DeviceDigests {
  return {
    async tellDue() {
      for (;;) {
        const due = await newDevices.due(clock.now() - DEVICE_TELLING_MILLISECONDS, BATCH)
        for (const untold of due) {
          const found = await accounts.findById(untold.accountId)
          const mails = found ? [digest(found.account, untold.devices)] : []
          await newDevices.tell(untold, clock.now(), { mails })
        }
        if (due.length < BATCH) return
      }
    },
  }

  function digest(
    { email, locale }: Pick<NoticeMail, 'locale'> & { readonly email: { readonly key: NoticeMail['to'] } },
    devices: readonly NewDevice[],
  ): OutboxMail {
    const now = clock.now()
    const said = devices.slice(-MOST_LISTED).map(({ at, userAgent, address }) => ({ at, userAgent, address }))
    const [only] = said
    const common = { kind: 'notice', to: email.key, locale } as const
    const mail: NoticeMail =
      only && said.length === 1
        ? { ...common, about: 'new-device', at: only.at, from: { userAgent: only.userAgent, address: only.address } }
        : { ...common, about: 'new-devices', at: now, from: null, devices: said }
    return sealMail(mail, { keys, random, now, domain: mailDomain, usefulUntil: now + NOTICE_USEFUL_MILLISECONDS })
  }
}
