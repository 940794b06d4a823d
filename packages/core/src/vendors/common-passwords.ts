import type { CommonPasswords } from '../ports/password-hasher.ts'

/** The 49,000 most used passwords of published breaches, loaded when first asked. */
export function commonPasswords(): CommonPasswords {
  let list: Promise<ReadonlySet<string>> | null = null
  return {
    async includes(password) {
      list ??= load()
      return (await list).has(password.toLowerCase())
    },
  }
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}
