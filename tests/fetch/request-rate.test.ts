import type { LookupAddress } from 'node:dns'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AddressLookup } from '../../src/fetch/guard.ts'
import { createRequestRate, type RequestRate } from '../../src/fetch/request-rate.ts'

/** The time of the test passes when the test says so. */
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  rate.close()
  vi.useRealTimers()
})

const GAP_MS = 250
let names: Record<string, readonly string[]> = {}
const lookup: AddressLookup = (name, _, callback) => {
  const addresses = (names[name] ?? []).map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }))
  if (addresses.length === 0) callback(new Error('ENOTFOUND'), [])
  else callback(null, addresses)
}
let rate: RequestRate
/** When each request began, in ms. */
const beginnings = async (urls: readonly string[], onBehalfOf?: string): Promise<readonly number[]> => {
  rate = createRequestRate({ gapMs: GAP_MS, elapsed: () => Date.now(), lookup })
  const from = Date.now()
  const { signal } = new AbortController()
  const begun = urls.map(
    async (url) => await rate.run({ url: new URL(url), onBehalfOf, signal }, async () => Date.now() - from),
  )
  await vi.advanceTimersByTimeAsync(60_000)
  return (await Promise.all(begun)).toSorted((one, other) => one - other)
}
const oneAfterTheOther = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index * GAP_MS)

test('of one site, however many names and ports it has, four a second', async () => {
  names = { 'a.one.example': ['192.0.2.1'], 'b.one.example': ['192.0.2.2'], 'c.one.example': ['192.0.2.3'] }
  const urls = ['https://a.one.example/', 'https://b.one.example/', 'http://c.one.example:8080/', 'https://a.one.example/x']
  expect(await beginnings(urls)).toEqual(oneAfterTheOther(4))
})

test('of one address, however many sites lead there, in whatever form it is written', async () => {
  names = { 'one.example': ['192.0.2.7'], 'two.example': ['192.0.2.9', '192.0.2.7'], 'three.example': ['::ffff:192.0.2.7'] }
  const urls = ['https://one.example/', 'https://two.example/', 'https://three.example/', 'https://192.0.2.7/']
  expect(await beginnings(urls)).toEqual(oneAfterTheOther(4))
})

test('on behalf of one party, whoever it names', async () => {
  names = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`n${index}.example`, [`192.0.2.${index + 1}`]]))
  const urls = Object.keys(names).map((name) => `https://${name}/`)
  expect(await beginnings(urls, 'owner.example')).toEqual(oneAfterTheOther(5))
  rate.close()
  expect(await beginnings(urls)).toEqual([0, 0, 0, 0, 0])
})

test('a request goes to the address whose turn it has waited for, and not where the name leads later', async () => {
  names = { 'turns.example': ['192.0.2.1'] }
  rate = createRequestRate({ gapMs: GAP_MS, elapsed: () => Date.now(), lookup })
  const addresses = async () =>
    await new Promise((resolve) => rate.lookup('turns.example', { all: true }, (_, found) => resolve(found)))
  const { signal } = new AbortController()
  const connected = await rate.run({ url: new URL('https://turns.example/'), onBehalfOf: undefined, signal }, async () => {
    names = { 'turns.example': ['192.0.2.99'] }
    return await addresses()
  })
  expect(connected).toEqual([{ address: '192.0.2.1', family: 4 }])
  expect(await addresses()).toEqual([{ address: '192.0.2.99', family: 4 }])
})

test('a name that leads nowhere fails when it is connected to, and nothing waits for ever', async () => {
  names = {}
  expect(await beginnings(['https://nowhere.example/'])).toEqual([0])
  const stop = new AbortController()
  rate.close()
  rate = createRequestRate({ gapMs: GAP_MS, elapsed: () => Date.now(), lookup })
  const request = { url: new URL('https://nowhere.example/'), onBehalfOf: undefined, signal: stop.signal }
  await rate.run(request, async () => null)
  const waiting = rate.run(request, async () => null).catch((error: Error) => error.message)
  stop.abort(new Error('stop'))
  expect(await waiting).toBe('stop')
})
