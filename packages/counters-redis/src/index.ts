/**
 * Throttle counters on Redis, shared by all nodes and kept over restarts.
 *
 * @module
 */
export { type ConnectOptions, connectRedisCounters, type RedisConnection } from './connect.ts'
export { type RedisCommand, type RedisCountersOptions, redisCounters } from './redis-counters.ts'
