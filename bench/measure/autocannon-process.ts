import autocannon from 'autocannon'
import type { Load, LoadResult } from './load.ts'
import { quantileOf } from './quartiles.ts'

/** Loads what it is told to, one load after another, and reports each over IPC. */
function run({ url, cookie, connections, seconds }: Load): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    // autocannon's own histogram counts whole milliseconds, which is coarser than what is compared here.
    const milliseconds: number[] = []
    let failures = 0
    const began = performance.now()
    let lastAnswer = began
    const instance = autocannon({ url, connections, duration: seconds, headers: { cookie } }, (error, result) => {
      if (error) return reject(error)
      resolve({
        requests: milliseconds.length,
        seconds: (lastAnswer - began) / 1000,
        failures: failures + result.errors,
        p99Microseconds: quantileOf(milliseconds, 0.99) * 1000,
      })
    })
    instance.on('response', (_client, status, _bytes, responseTime) => {
      lastAnswer = performance.now()
      if (status >= 200 && status < 300) milliseconds.push(responseTime)
      else failures++
    })
  })
}

process.on('message', async (load: Load) => {
  process.send?.(await run(load))
})
process.on('disconnect', () => process.exit())
