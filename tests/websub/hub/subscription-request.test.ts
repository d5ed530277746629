import { describe, expect, test } from 'vitest'
import { readSubscriptionRequest } from '../../../src/websub/hub/subscription-request.ts'
import { senderWith } from '../listener.ts'

const PUBLIC = 'https://news.example/wire'
const GOOD = {
  'hub.mode': 'subscribe',
  'hub.topic': `${PUBLIC}/feeds/all.atom?q=tariffs`,
  'hub.callback': 'https://reader.example/in?key=1',
}
const HOUR = 3_600_000
const DAY = 24 * HOUR

const read = (fields: Readonly<Record<string, string>>) => {
  const sender = senderWith({ allowPrivate: ['127.0.0.1:8900'] })
  return readSubscriptionRequest(new URLSearchParams(fields), {
    publicUrl: PUBLIC,
    blockReason: (url) => sender.blockReason(url),
  })
}
const intentOf = (fields: Readonly<Record<string, string>>) => {
  const request = read({ ...GOOD, ...fields })
  if (!request.ok) throw new Error(request.answer.text)
  return request.intent
}
const rejectionOf = (fields: Readonly<Record<string, string>>) => {
  const request = read({ ...GOOD, ...fields })
  return request.ok ? null : request.answer
}

describe('a request to the hub', () => {
  test('is accepted as written; unknown parameters are ignored', () => {
    expect(intentOf({ 'hub.verify': 'sync', 'hub.secret': 'hush', 'hub.lease_seconds': '3600' })).toEqual({
      mode: 'subscribe',
      topic: `${PUBLIC}/feeds/all.atom?q=tariffs`,
      callback: 'https://reader.example/in?key=1',
      secret: 'hush',
      leaseMs: HOUR,
    })
  })

  test.each([
    ['', 10 * DAY],
    ['1', 60_000],
    ['3600', HOUR],
    ['999999999999', 30 * DAY],
  ])('a lease of "%s" seconds is kept within bounds', (seconds, leaseMs) => {
    expect(intentOf({ 'hub.lease_seconds': seconds }).leaseMs).toBe(leaseMs)
  })

  test('an empty secret is none, and one of 199 bytes is the longest', () => {
    expect(intentOf({ 'hub.secret': '' }).secret).toBeNull()
    expect(intentOf({ 'hub.secret': 'é'.repeat(99) }).secret).toHaveLength(99)
    expect(rejectionOf({ 'hub.secret': 'é'.repeat(100) })).toMatchObject({ status: 400 })
  })

  test.each([
    ['no mode', { 'hub.mode': '' }, 400, /subscribe or unsubscribe/],
    ['news of a change', { 'hub.mode': 'publish' }, 400, /knows when they change/],
    ['no topic', { 'hub.topic': '' }, 400, /hub\.topic is missing/],
    ['a foreign topic', { 'hub.topic': 'https://other.example/feeds/all.atom' }, 404, /no feed of ours/],
    ['a topic that only begins like ours', { 'hub.topic': `${PUBLIC}.evil.example/feeds/all.atom` }, 404, /no feed of ours/],
    ['a way out of the feeds', { 'hub.topic': `${PUBLIC}/feeds/../api/v1/status` }, 404, /no feed of ours/],
    ['an escaped way out', { 'hub.topic': `${PUBLIC}/feeds/%2e%2e/metrics` }, 404, /no feed of ours/],
    ['the list of feeds', { 'hub.topic': `${PUBLIC}/feeds` }, 404, /no feed of ours/],
    ['no callback', { 'hub.callback': '' }, 400, /hub\.callback is missing/],
    ['a callback that is no address', { 'hub.callback': '//reader' }, 400, /not an http or https address/],
    ['a callback that is not http', { 'hub.callback': 'ftp://reader.example/' }, 400, /not an http or https address/],
    ['a callback with a password', { 'hub.callback': 'https://a:b@reader.example/' }, 400, /user name/],
    ['an endless callback', { 'hub.callback': `https://reader.example/${'x'.repeat(3_000)}` }, 400, /longer than/],
    ['a callback at home', { 'hub.callback': 'http://127.0.0.1:6379/' }, 403, /127\.0\.0\.1 is/],
    ['the same in disguise', { 'hub.callback': 'http://0x7f.1/' }, 403, /127\.0\.0\.1 is/],
    ['the same in IPv6', { 'hub.callback': 'http://[::ffff:127.0.0.1]/' }, 403, /127\.0\.0\.1 is|::ffff/],
    ['a lease that is no number', { 'hub.lease_seconds': '-1' }, 400, /whole number/],
  ])('%s is refused with a sentence that helps', (_, fields, status, text) => {
    const answer = rejectionOf(fields)
    expect(answer?.status).toBe(status)
    expect(answer?.text).toMatch(text)
  })

  test('an address that was opened may be pushed to', () => {
    expect(intentOf({ 'hub.callback': 'http://127.0.0.1:8900/in' }).callback).toBe('http://127.0.0.1:8900/in')
  })
})
