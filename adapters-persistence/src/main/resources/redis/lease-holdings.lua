-- A sign of life of a replica, and its lines in all books ('join') or is to give back ('pulse').
-- KEYS: 1 the living, 2 the replica's books, 3 its recalled books. ARGV: 1 replica, 2 'join' or 'pulse', 3 ms after
-- which a silent replica is lost. Answers how many live, then book, held and turn of each.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 86400000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)

-- Whether a is more than b, both whole numbers without sign.
local function more(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end

local books
if ARGV[2] == 'join' then
  books = redis.call('ZRANGE', KEYS[2], 0, -1)
else
  books = redis.call('SMEMBERS', KEYS[3])
end
local result = { tostring(redis.call('ZCOUNT', KEYS[1], now - tonumber(ARGV[3]) + 1, '+inf')) }
for _, book in ipairs(books) do
  local fields = redis.call('HMGET', book, 'r:' .. ARGV[1], 'recall')
  local told = false
  if fields[1] then
    local held, _, used, turn, answered = string.match(fields[1], '(%S+) (%S+) (%S+) (%S+) (%S+)')
    if ARGV[2] == 'join' then
      -- Also what is held no more: the replica counts its messages on from there.
      told = true
    else
      told = tonumber(answered) < tonumber(fields[2]) and more(held, used)
    end
    if told then
      result[#result + 1] = book
      result[#result + 1] = held
      result[#result + 1] = turn
    end
  elseif ARGV[2] == 'join' then
    redis.call('ZREM', KEYS[2], book)
  end
  if ARGV[2] == 'pulse' and not told then redis.call('SREM', KEYS[3], book) end
end
return result
