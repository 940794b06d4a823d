/** Somebody to try, and what to try. */
export interface CastPerson {
  readonly name: string
  readonly email: string
  /** What the first sign-in asks for. */
  readonly password: string
  /** The shop under which the person is listed; `null`: in none. */
  readonly shop: string | null
  readonly role: 'administrator' | 'staff'
  /** What to try, and what will be seen, in a sentence or two. */
  readonly ja: string
  readonly en: string
}

/** Staff to try the operators' part as. The app of each is in the lab's authenticator. */
export interface CastOperator {
  readonly name: string
  /** What is typed as the operator's name. */
  readonly operator: string
  readonly password: string
  readonly role: 'support' | 'engineer'
  readonly ja: string
  readonly en: string
}

export interface CastSheetShop {
  readonly id: string
  readonly name: string
  /** ISO 8601; `null`: no switch has been announced. */
  readonly announcedAt: string | null
  /** ISO 8601: from this instant on the shop's own sign-in is closed. */
  readonly enforcedAt: string | null
  /** Where the shop's own admin is; `null`: there is none here. */
  readonly adminUrl: string | null
}

/** Everybody of the demonstration who can be tried. */
export interface CastSheet {
  readonly shops: readonly CastSheetShop[]
  readonly people: readonly CastPerson[]
  readonly operators: readonly CastOperator[]
}
