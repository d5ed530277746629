import type { WebRequest } from '../http/web-request.ts'
import type { Answer } from '../http/document.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { FORMATS } from './written-feed.ts'

/**
 * What there is where a feed was asked for without an ending: a person is led to the page with its addresses, a program is given all
 * three (RFC 9110, 15.4.1), Atom before the others. What narrows the feed goes with them.
 */
export const feedChoices = (id: string, { origin, query, header, method }: WebRequest, base: string): Answer => {
  const headers = { ...DATA_HEADERS, vary: 'Accept', 'cache-control': 'public, no-cache' }
  if (header('accept')?.includes('text/html') === true) {
    const location = `${base}/feeds?${new URLSearchParams([['feed', id], ...query]).toString()}#preview`
    return { status: 303, headers: { ...headers, location }, body: null }
  }
  const narrowed = query.size === 0 ? '' : `?${query.toString()}`
  const choices = Object.entries(FORMATS).map(([ending, { type }]) => ({
    type,
    address: `${origin}/feeds/${id}.${ending}${narrowed}`,
  }))
  const body = `This feed is there in three formats:\n${choices.map(({ address }) => `${address}\n`).join('')}`
  return {
    status: 300,
    headers: {
      ...headers,
      'content-type': 'text/plain; charset=utf-8',
      location: choices[0]?.address ?? origin,
      link: choices.map(({ type, address }) => `<${address}>; rel="alternate"; type="${type}"`).join(', '),
    },
    body: method === 'HEAD' ? null : Buffer.from(body),
  }
}
