import { describe, expect, it } from 'vitest'
import { boundedQueue } from '../../src/primitives/bounded-queue.ts'
import { OverloadedError } from '../../src/primitives/errors.ts'

/** A job that the test ends, and that tells whether it ever began. */
function heldJob() {
  const held = {
    began: false,
    job: () => {
      held.began = true
      return ended
    },
    finish: (_result: string) => {},
  }
  const ended = new Promise<string>((resolve) => {
    held.finish = resolve
  })
  return held
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a bounded queue', () => {
  it('runs as many jobs at once as it is told and no more', async () => {
    const queue = boundedQueue({ concurrency: 2, waiting: 1 })
    const [a, b, c] = [heldJob(), heldJob(), heldJob()]
    const runs = [a, b, c].map(({ job }) => queue.run(job))
    expect([a.began, b.began, c.began]).toEqual([true, true, false])
    expect([queue.running, queue.waiting]).toEqual([2, 1])

    b.finish('b')
    await settled()
    expect(c.began).toBe(true)
    expect([queue.running, queue.waiting]).toEqual([2, 0])

    a.finish('a')
    c.finish('c')
    expect(await Promise.all(runs)).toEqual(['a', 'b', 'c'])
    expect([queue.running, queue.waiting]).toEqual([0, 0])
  })

  it('takes the last free place and refuses the job after it', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 2 })
    const first = heldJob()
    const run = queue.run(first.job)
    const second = queue.run(async () => 'second')
    expect(queue.hasRoom()).toBe(true)
    const third = queue.run(async () => 'third')
    expect(queue.hasRoom()).toBe(false)

    const refused = heldJob()
    await expect(queue.run(refused.job)).rejects.toBeInstanceOf(OverloadedError)
    expect(refused.began).toBe(false)

    first.finish('first')
    expect(await Promise.all([run, second, third])).toEqual(['first', 'second', 'third'])
    expect(queue.hasRoom()).toBe(true)
  })

  it('refuses at once when nothing may wait', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 0 })
    const held = heldJob()
    const run = queue.run(held.job)
    expect(queue.hasRoom()).toBe(false)
    await expect(queue.run(async () => 'no')).rejects.toBeInstanceOf(OverloadedError)
    held.finish('done')
    await run
    expect(await queue.run(async () => 'yes')).toBe('yes')
  })

  it.each([
    { backlog: 'one short job', concurrency: 1, waiting: 0, mean: 10, seconds: 1 },
    { backlog: 'a second of work', concurrency: 1, waiting: 9, mean: 100, seconds: 1 },
    { backlog: 'just over a second of work', concurrency: 1, waiting: 10, mean: 100, seconds: 2 },
    { backlog: 'work that two share', concurrency: 2, waiting: 18, mean: 500, seconds: 5 },
  ])('advises $seconds s for $backlog', async ({ concurrency, waiting, mean, seconds }) => {
    const queue = boundedQueue({ concurrency, waiting, meanJobMilliseconds: mean })
    const held = heldJob()
    const runs = Array.from({ length: concurrency + waiting }, () => queue.run(held.job))
    await expect(queue.run(held.job)).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: seconds })
    held.finish('done')
    await Promise.all(runs)
  })

  it('gives turns in the order of arrival', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 20 })
    const order: number[] = []
    await Promise.all(Array.from({ length: 21 }, (_, n) => queue.run(async () => order.push(n))))
    expect(order).toEqual(Array.from({ length: 21 }, (_, n) => n))
  })

  it('never runs a waiting job whose client has gone, and frees its place at once', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 1 })
    const [first, gone, next] = [heldJob(), heldJob(), heldJob()]
    const run = queue.run(first.job)
    const client = new AbortController()
    const dropped = queue.run(gone.job, client.signal)
    expect(queue.hasRoom()).toBe(false)

    const reason = new Error('the client has gone')
    client.abort(reason)
    expect(queue.hasRoom()).toBe(true)
    await expect(dropped).rejects.toBe(reason)

    const following = queue.run(next.job)
    first.finish('first')
    next.finish('next')
    expect(await Promise.all([run, following])).toEqual(['first', 'next'])
    expect(gone.began).toBe(false)
  })

  it('leaves a job alone that has begun, from the start or after waiting', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 1 })
    const client = new AbortController()
    const [first, second] = [heldJob(), heldJob()]
    const runs = [queue.run(first.job, client.signal), queue.run(second.job, client.signal)]
    first.finish('first')
    await settled()
    expect(second.began).toBe(true)
    client.abort()
    second.finish('second')
    expect(await Promise.all(runs)).toEqual(['first', 'second'])
  })

  it('does not begin a job whose client had gone before', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 0 })
    const job = heldJob()
    await expect(queue.run(job.job, AbortSignal.abort('gone'))).rejects.toBe('gone')
    expect([job.began, queue.running]).toEqual([false, 0])
  })

  it('goes on with the next job after one that failed or threw', async () => {
    const queue = boundedQueue({ concurrency: 1, waiting: 2 })
    const failed = queue.run(async () => {
      throw new Error('failed')
    })
    const threw = queue.run(() => {
      throw new Error('threw')
    })
    const well = queue.run(async () => 'well')
    await expect(failed).rejects.toThrow('failed')
    await expect(threw).rejects.toThrow('threw')
    expect(await well).toBe('well')
    expect([queue.running, queue.waiting]).toEqual([0, 0])
  })

  it.each([
    { concurrency: 0, waiting: 1 },
    { concurrency: 1.5, waiting: 1 },
    { concurrency: 1, waiting: -1 },
    { concurrency: 1, waiting: 1, meanJobMilliseconds: 0 },
  ])('is not made of %o', (options) => {
    expect(() => boundedQueue(options)).toThrow(TypeError)
  })
})
