import { type Finished, runNode, type Variables } from './node-process.ts'

/** Every operator's password. */
export const operatorPassword = 'tsuki no ura made aruku'

export interface AddedOperator {
  /** What an authenticator app makes codes of. */
  readonly secret: string
  readonly finished: Finished
}

/** Adds an operator as somebody would who pipes the password, reads the address of the app and pipes its code. */
export async function addOperator(
  variables: Variables,
  name: string,
  role: string,
  codeOf: (secret: string) => string,
): Promise<AddedOperator> {
  const adding = runNode('src/cli.ts', ['operator', 'add', name, '--role', role], variables)
  adding.child.stdin?.write(`${operatorPassword}\n`)
  const [, secret = ''] = await adding.says(/otpauth:\/\/totp\/[^\s]*[?&]secret=([A-Z2-7]{32})/)
  adding.child.stdin?.end(`${codeOf(secret)}\n`)
  return { secret, finished: await adding.finished }
}
