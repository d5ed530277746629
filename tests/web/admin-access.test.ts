import { expect, test } from 'vitest'
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
