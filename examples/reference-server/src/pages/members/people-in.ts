/** Somebody to invite, as typed. */
export interface TypedPerson {
  readonly email: string
  readonly name?: string
}

/** What stands between an address and a name. */
const between = /[,、，\t\u3000]/

/** Something at something: whether mail can go there is for the server to say. */
const addressLike = /^[^\s@＠]+[@＠][^\s@＠]+$/

/** Whom there is to invite: each address once, none that is no address, and not the one that is shared. */
export function peopleToInvite(people: readonly TypedPerson[], shared: string): readonly TypedPerson[] {
  const seen = new Set([shared.toLowerCase()])
  return people.filter(({ email }) => {
    const key = email.toLowerCase()
    if (!addressLike.test(email) || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** The list with these people below, less those who stand in it. */
export function withPeople(text: string, people: readonly Required<TypedPerson>[]): string {
  const there = new Set(peopleIn(text).map(({ email }) => email.toLowerCase()))
  const fresh = people.filter(({ email }) => !there.has(email.toLowerCase()))
  const lines = fresh.map(({ email, name }) => `${email},${name.split(between).join(' ')}`)
  return [text.trimEnd(), ...lines].filter((line) => line !== '').join('\n')
}

/** A person a line: the address, and after a comma, a tab or a wide space how they are called. */
export function peopleIn(text: string): readonly TypedPerson[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [email = '', name = ''] = line.split(between).map((part) => part.trim())
      return { email, ...(name && { name }) }
    })
}
