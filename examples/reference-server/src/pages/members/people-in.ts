/** Somebody to invite, as typed. */
export interface TypedPerson {
  readonly email: string
  readonly name?: string
}

/** A person a line: the address, and after a comma, a tab or a wide space how they are called. */
export function peopleIn(text: string): readonly TypedPerson[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [email = '', name = ''] = line.split(/[,、，\t\u3000]/).map((part) => part.trim())
      return { email, ...(name && { name }) }
    })
}
