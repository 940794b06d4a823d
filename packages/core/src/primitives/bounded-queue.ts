import { OverloadedError } from './errors.ts'

export interface BoundedQueueOptions {
  /** How many jobs run at once. */
  readonly concurrency: number
  /** How many jobs may wait besides; 0 for none. */
  readonly waiting: number
  /** About how long one job runs; it only shapes the advice when to try again. Default 100. */
  readonly meanJobMilliseconds?: number
}

export interface BoundedQueue {
  /**
   * Runs the job now, or in its turn, first come first served, and settles as it does.
   *
   * Rejects with `OverloadedError` at once when every place is taken. When `signal` is aborted before the job began,
   * the job never runs, its place is free at once and the promise rejects with the signal's reason; a job that has
   * begun is left alone.
   */
  run<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T>

  /** Whether `run` would take a job now: to refuse a request before its body is read. */
  hasRoom(): boolean

  readonly running: number
  readonly waiting: number
}

/** A place to do costly work in with a bound on all of it: what runs and what waits. */
export function boundedQueue(options: BoundedQueueOptions): BoundedQueue {
  const { concurrency, waiting: places, meanJobMilliseconds = 100 } = options
  if (!Number.isInteger(concurrency) || concurrency < 1) throw new TypeError('concurrency is a whole number from 1')
  if (!Number.isInteger(places) || places < 0) throw new TypeError('waiting is a whole number from 0')
  if (!(meanJobMilliseconds > 0)) throw new TypeError('meanJobMilliseconds is a positive number')

  let running = 0
  // Insertion order is the order of turns; a dropped job leaves in constant time.
  const queued = new Set<() => void>()

  const hasRoom = () => running < concurrency || queued.size < places

  async function begin<T>(job: () => Promise<T>): Promise<T> {
    running++
    try {
      return await job()
    } finally {
      running--
      const [next] = queued
      next?.()
    }
  }

  return {
    async run(job, signal) {
      signal?.throwIfAborted()
      if (running < concurrency) return begin(job)
      if (!hasRoom()) {
        const backlog = ((running + queued.size) / concurrency) * meanJobMilliseconds
        throw new OverloadedError(Math.max(1, Math.ceil(backlog / 1_000)))
      }

      return new Promise((resolve, reject) => {
        const leave = () => {
          queued.delete(turn)
          signal?.removeEventListener('abort', drop)
        }
        const turn = () => {
          leave()
          begin(job).then(resolve, reject)
        }
        const drop = () => {
          leave()
          reject(signal?.reason)
        }
        queued.add(turn)
        signal?.addEventListener('abort', drop)
      })
    },
    hasRoom,
    get running() {
      return running
    },
    get waiting() {
      return queued.size
    },
  }
}
