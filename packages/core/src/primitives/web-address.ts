import { isLoopbackHost } from './issuer.ts'

/** Whether a browser may be sent there: `https`, or `http` on loopback alone, without credentials. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
  return isSafe && username === '' && password === ''
}
