/** Jobs one after another, in the order they came. */
export interface Turns {
  take<T>(job: () => Promise<T>): Promise<T>
}

/** A place for the file's one writer: transactions of one process wait here and not in each other's way. */
export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take(job) {
      const turn = last.then(job)
      last = turn.catch(() => undefined) // whoever took the turn hears of it; the next one goes on
      return turn
    },
  }
}
