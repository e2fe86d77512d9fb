-- One message about one book of leases, by the rules of io.modelcatalog.domain.limit.LeaseBook.
-- KEYS: 1 the book, 2 the living. ARGV: 1 replica, 2 turn, 3 limit, 4 held, 5 busy, 6 used, 7 need, 8 want,
-- 9 waitedFor, 10 end of the window in ms ('' for none), 11 ms after which a silent replica is lost, 12 prefix of
-- keys, 13 what the ledger knows: '?' not asked yet, else "replica used replica used ...", 14 waiting.
-- Amounts are 64-bit, which a number of Lua is not: they are kept as {billions, rest}, 0 <= rest < a billion.
local BILLION = 1000000000
local KEPT_AFTER_END = 300000
-- What is listed for a replica that does not come back goes too: longer than the longest window of a rate.
local LISTED = 8 * 86400000

local function amount(text)
  local negative = string.sub(text, 1, 1) == '-'
  if negative then text = string.sub(text, 2) end
  local high, low = 0, 0
  if #text > 9 then
    high, low = tonumber(string.sub(text, 1, #text - 9)), tonumber(string.sub(text, -9))
  else
    low = tonumber(text)
  end
  if negative then
    high, low = -high, -low
    if low < 0 then high, low = high - 1, low + BILLION end
  end
  return { high, low }
end

local function text(a)
  local high, low, sign = a[1], a[2], ''
  if high < 0 then
    sign = '-'
    if low > 0 then high, low = -high - 1, BILLION - low else high = -high end
  end
  if high > 0 then return sign .. string.format('%.0f', high) .. string.format('%09d', low) end
  return sign .. string.format('%d', low)
end

local ZERO = { 0, 0 }
local LARGEST = amount('9223372036854775807')

local function less(a, b) return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2]) end
local function least(a, b) if less(b, a) then return b end return a end
local function most(a, b) if less(a, b) then return b end return a end

local function add(a, b)
  local high, low = a[1] + b[1], a[2] + b[2]
  if low >= BILLION then high, low = high + 1, low - BILLION end
  return { high, low }
end

local function minus(a, b)
  local high, low = a[1] - b[1], a[2] - b[2]
  if low < 0 then high, low = high - 1, low + BILLION end
  return { high, low }
end

local function plus(a, b) return least(add(a, b), LARGEST) end

-- Of a positive amount by a small number.
local function divided(a, by)
  local high = math.floor(a[1] / by)
  return add({ high, 0 }, (function()
    local rest = math.floor(((a[1] - high * by) * BILLION + a[2]) / by)
    return { math.floor(rest / BILLION), rest % BILLION }
  end)())
end

local me, turn, limit = ARGV[1], tonumber(ARGV[2]), amount(ARGV[3])
local held, busy, used = amount(ARGV[4]), amount(ARGV[5]), amount(ARGV[6])
local need, want, waited_for = amount(ARGV[7]), amount(ARGV[8]), tonumber(ARGV[9])
local all_waiting = amount(ARGV[14])

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local living = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], now - tonumber(ARGV[11]) + 1, '+inf')) do
  living[id] = true
end

local stored = redis.call('HGETALL', KEYS[1])
local recall, entries = 0, {}
if #stored == 0 then
  if ARGV[13] == '?' then return { 'new' } end
  for id, spent in string.gmatch(ARGV[13], '(%S+) (%S+)') do
    local a = amount(spent)
    entries[id] = { held = a, busy = a, used = a, turn = -1, answered = 0, dirty = true }
  end
  redis.call('HSET', KEYS[1], 'recall', '0')
end
for i = 1, #stored, 2 do
  local field, value = stored[i], stored[i + 1]
  if field == 'recall' then
    recall = tonumber(value)
  else
    local h, b, u, t, a = string.match(value, '(%S+) (%S+) (%S+) (%S+) (%S+)')
    entries[string.sub(field, 3)] =
      { held = amount(h), busy = amount(b), used = amount(u), turn = tonumber(t), answered = tonumber(a) }
  end
end

local function free()
  local taken = ZERO
  for _, e in pairs(entries) do taken = plus(taken, e.held) end
  return minus(limit, taken)
end

local function awaited()
  local count = 0
  for id, e in pairs(entries) do
    if id ~= me and e.answered < recall and less(e.used, e.held) and living[id] then count = count + 1 end
  end
  return count
end

local function share(rest)
  local others = 0
  for id, e in pairs(entries) do
    if id ~= me and living[id] then
      others = others + 1
      if e.answered < recall and less(e.used, e.held) then return ZERO end
    end
  end
  if others == 0 then return rest end
  return divided(rest, 2 * (others + 1))
end

local function grant()
  local rest = free()
  local owes = less(busy, held) and entries[me].answered < recall
  if not less(ZERO, want) or not less(ZERO, rest) or less(rest, need) or (owes and not less(ZERO, need)) then
    return ZERO
  end
  return most(most(need, least(all_waiting, rest)), least(want, share(rest)))
end

local function recall_for()
  local sure = held
  for id, e in pairs(entries) do
    if id ~= me then sure = plus(sure, living[id] and e.used or e.held) end
  end
  if less(minus(limit, sure), need) then return 0 end
  if awaited() == 0 then
    local first = waited_for == 0 or waited_for > recall
    for id, e in pairs(entries) do
      if id ~= me and living[id] and less(first and e.used or e.busy, e.held) then
        recall = recall + 1
        redis.call('HSET', KEYS[1], 'recall', string.format('%.0f', recall))
        for other, o in pairs(entries) do
          if o.answered < recall and less(o.used, o.held) then
            redis.call('SADD', ARGV[12] .. 'recalled:' .. other, KEYS[1])
            redis.call('PEXPIRE', ARGV[12] .. 'recalled:' .. other, LISTED)
          end
        end
        break
      end
    end
  end
  return awaited()
end

local function answer(holds, waiting, outdated)
  local elsewhere, used_elsewhere, settling = ZERO, ZERO, 0
  for id, e in pairs(entries) do
    if id ~= me then
      elsewhere, used_elsewhere = plus(elsewhere, e.held), plus(used_elsewhere, e.used)
      if less(e.used, e.busy) and living[id] then settling = 1 end
    end
  end
  local mine, recalled = entries[me], 0
  if mine and mine.answered < recall and less(mine.busy, mine.held) then recalled = 1 end
  return { text(holds), text(free()), text(elsewhere), text(used_elsewhere), tostring(settling),
    tostring(waiting), string.format('%.0f', recall), tostring(recalled), outdated }
end

local result
local before = entries[me]
if before and turn <= before.turn then
  result = answer(before.held, 0, '1')
else
  local answered = before and before.answered or 0
  if not less(busy, held) then answered = recall end
  entries[me] = { held = held, busy = busy, used = used, turn = turn, answered = answered, dirty = true }
  local granted, waiting = grant(), 0
  local in_need = less(ZERO, need)
  if granted[1] == 0 and granted[2] == 0 and in_need then waiting = recall_for() end
  entries[me].held = plus(held, granted)
  if in_need then entries[me].answered = recall end
  result = answer(entries[me].held, waiting, '0')
end

local expires = '+inf'
if ARGV[10] ~= '' then
  expires = string.format('%.0f', math.max(tonumber(ARGV[10]), now) + KEPT_AFTER_END)
end
for id, e in pairs(entries) do
  if e.dirty then
    redis.call('HSET', KEYS[1], 'r:' .. id, text(e.held) .. ' ' .. text(e.busy) .. ' ' .. text(e.used) .. ' '
      .. string.format('%.0f', e.turn) .. ' ' .. string.format('%.0f', e.answered))
    redis.call('ZADD', ARGV[12] .. 'books:' .. id, expires, KEYS[1])
    redis.call('PEXPIRE', ARGV[12] .. 'books:' .. id, LISTED)
  end
end
if expires ~= '+inf' then redis.call('PEXPIREAT', KEYS[1], expires) end
return result
