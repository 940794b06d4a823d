import { StorageError, type ThrottleCounters } from '@ecforce-accounts/core'
import { redisCounters } from './redis-counters.ts'

export interface ConnectOptions {
  /** Where Redis is, such as `redis://127.0.0.1:6379` or `rediss://user:password@host`. */
  readonly url: string
  /** What every key begins with. Default `accounts`. */
  readonly prefix?: string
  /** Told when the connection is lost; it is made again by itself. Default: nobody. */
  readonly onError?: (error: unknown) => void
}

/** Counters over a connection of their own. */
export interface RedisConnection {
  readonly counters: ThrottleCounters
  close(): Promise<void>
}

/** How long a sign-in waits for Redis before it is told that the service is not available. */
const PATIENCE_MILLISECONDS = 5_000

/** Connects by the package `redis`. Rejects with `StorageError` when nothing answers at the URL. */
export async function connectRedisCounters({ url, prefix, onError }: ConnectOptions): Promise<RedisConnection> {
  const { createClient } = await import('redis')
  let connected = false
  const client = createClient({
    url,
    // While it is away, what is asked fails at once and is asked for no more than once.
    disableOfflineQueue: true,
    commandOptions: { timeout: PATIENCE_MILLISECONDS },
    socket: {
      connectTimeout: PATIENCE_MILLISECONDS,
      reconnectStrategy: (tries) => (connected ? Math.min(50 * 2 ** tries, 2_000) : new Error('no connection')),
    },
  })
  client.on('error', (error: unknown) => onError?.(error))
  try {
    await client.connect()
  } catch (error) {
    throw new StorageError('Redis cannot be reached', error)
  }
  connected = true
  return {
    counters: redisCounters({
      send: (command) => client.sendCommand([...command]),
      ...(prefix === undefined ? {} : { prefix }),
    }),
    close: async () => client.destroy(),
  }
}
