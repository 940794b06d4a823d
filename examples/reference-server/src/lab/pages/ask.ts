import { useCallback, useEffect, useState } from 'preact/hooks'

/** The lab's own answer to a request that it refused. */
export class Refused extends Error {
  readonly code: string

  constructor(code: string) {
    super(`refused: ${code}`)
    this.code = code
  }
}

/** Asks this half of the lab. Rejects with `Refused` when the answer is a problem. */
export async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(path, { ...init, headers: { Accept: 'application/json', ...init.headers } })
  if (response.ok) return response.json()
  throw await refusalOf(response)
}

/** Has something deleted. Rejects like `ask`. */
export async function remove(path: string): Promise<void> {
  const response = await fetch(path, { method: 'DELETE' })
  if (!response.ok) throw await refusalOf(response)
}

async function refusalOf(response: Response): Promise<Refused> {
  const { code } = await response.json()
  return new Refused(String(code))
}

export function send<Answer>(path: string, body: object): Promise<Answer> {
  return ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })
}

export interface Asked<Answer> {
  /** The last answer; kept while the connection is gone. */
  readonly answer: Answer | null
  readonly failed: boolean
  readonly again: () => void
}

/** Asks when the page appears and then as often as told, as long as somebody looks. */
export function useAsked<Answer>(path: string, everyMilliseconds: number | null): Asked<Answer> {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  const again = useCallback(() => setAsks((count) => count + 1), [])

  useEffect(() => {
    const controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      try {
        setAnswer(await ask<Answer>(path, { signal: controller.signal }))
        setFailed(false)
      } catch {
        if (!controller.signal.aborted) setFailed(true)
      }
      if (everyMilliseconds !== null && !controller.signal.aborted) timer = setTimeout(look, everyMilliseconds)
    }
    void look()
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [path, everyMilliseconds, asks])

  return { answer, failed, again }
}
