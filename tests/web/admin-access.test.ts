import { describe, expect, test } from 'vitest'
import { createAdminAccess } from '../../src/web/admin-access.ts'
import { HttpError } from '../../src/web/http/http-error.ts'
import { readRequest } from '../../src/web/http/web-request.ts'

/** The answer to a wrong token from this address. */
const guesses = () => {
  const admit = createAdminAccess('right', () => 0)
  return (client: string): number => {
    const headers = { host: 'news.example', authorization: 'Bearer wrong' }
    try {
      admit(readRequest(new Request('http://news.example/api/v1/poll', { headers }), null, { client }))
      return 200
    } catch (error) {
      return error instanceof HttpError ? error.status : 500
    }
  }
}
const TEN = Array.from({ length: 10 }, () => 401)

test('wrong tokens from any address of one /64 of IPv6 count together, those of another do not', () => {
  const guess = guesses()
  const tried = Array.from({ length: 12 }, (_, index) => guess(`2001:db8:1:2:${index.toString(16)}::${index}`))
  expect(tried).toEqual([...TEN, 429, 429])
  expect([guess('2001:db8:1:2::'), guess('2001:db8:1:3::1'), guess('2001:db8::1')]).toEqual([429, 401, 401])
})

test('an IPv4 address is one, also where the socket speaks IPv6', () => {
  const guess = guesses()
  expect(Array.from({ length: 11 }, () => guess('::ffff:192.0.2.7'))).toEqual([...TEN, 429])
  expect([guess('192.0.2.7'), guess('::ffff:192.0.2.8')]).toEqual([429, 401])
})

describe('a request from a page of another site is refused, even with the right token', () => {
  const admit = createAdminAccess('right', () => 0)
  const status = (headers: Readonly<Record<string, string>>): number => {
    const request = new Request('http://news.example/api/v1/poll', { headers: { authorization: 'Bearer right', ...headers } })
    try {
      admit(readRequest(request, null, { client: '192.0.2.1' }))
      return 200
    } catch (error) {
      return error instanceof HttpError ? error.status : 500
    }
  }
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    // Of the same domain, which may be another's, as on a host of many sites.
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'new-word' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'http://other.news.example' }, 403],
    [{ origin: 'https://news.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://news.example' }, 200],
    [{}, 200],
  ])('%j: %i', (headers, expected) => expect(status(headers)).toBe(expected))
})
