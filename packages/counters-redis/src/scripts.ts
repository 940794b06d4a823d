/** A script that Redis runs in one go. `KEYS[1]` is a counter, and `KEYS[2]` the index of when windows end. */
export type Script = string

/** `spendFrom` of core. `ARGV`: now, kind, limit or free attempts, window in milliseconds, longest delay in seconds. */
export const spendScript: Script = `
local function exact(number) return string.format('%.0f', number) end
local now = tonumber(ARGV[1])
local stored = redis.call('HMGET', KEYS[1], 'count', 'ends', 'opens')
local count, ends, opens = tonumber(stored[1]) or 0, tonumber(stored[2]), tonumber(stored[3])
if ends == nil or now >= ends then
  count, ends = 0, nil
elseif now < opens then
  return {0, exact(opens)}
end
count = count + 1
if ARGV[2] == 'budget' then
  ends = ends or now + tonumber(ARGV[4])
  opens = count >= tonumber(ARGV[3]) and ends or 0
else
  ends = now + tonumber(ARGV[4])
  local over = count - tonumber(ARGV[3])
  opens = over < 0 and 0 or now + math.min(2 ^ math.min(over, 30), tonumber(ARGV[5])) * 1000
end
redis.call('HSET', KEYS[1], 'count', exact(count), 'ends', exact(ends), 'opens', exact(opens))
-- Should nobody sweep, it goes by itself; an hour later than need be, for clocks differ.
redis.call('PEXPIRE', KEYS[1], exact(ends - now + 3600000))
redis.call('ZADD', KEYS[2], exact(ends), KEYS[1])
return {1, exact(count)}`

export const clearScript: Script = `
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], KEYS[1])
return 0`

export const refundScript: Script = `
local count = tonumber(redis.call('HGET', KEYS[1], 'count'))
if count then redis.call('HSET', KEYS[1], 'count', string.format('%.0f', math.max(0, count - 1)), 'opens', '0') end
return 0`

/** `ARGV`: now, and how many at the most. The counters share the index's slot. */
export const sweepScript: Script = `
local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, key in ipairs(over) do
  redis.call('DEL', key)
  redis.call('ZREM', KEYS[1], key)
end
return #over`
