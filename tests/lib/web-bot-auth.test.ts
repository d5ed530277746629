import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRequestSigner, keyDirectory } from '../../src/lib/web-bot-auth.ts'
import { serve } from '../fetch/servers.ts'
import { fetcherHere } from '../ingest/pipeline-here.ts'
import { unconditionalRequest } from '../../src/model/fetched-feed.ts'

/** RFC 8037, appendix A.1. */
const PRIVATE = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}
/** RFC 8037, appendix A.3. */
const THUMBPRINT = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
const key = createPrivateKey({ key: PRIVATE, format: 'jwk' })
const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
const NOW = Date.UTC(2026, 10, 24, 12)
const AGENT = 'https://news.example.org'

/** Rebuilds the base from the headers alone, as the receiver of a message does (RFC 9421, section 3.2). */
const isSignedBy = (
  headers: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, string>>,
): boolean => {
  const input = headers['signature-input']?.replace(/^sig1=/, '') ?? ''
  const covered = /^\(([^)]*)\)/.exec(input)?.[1]?.split(' ') ?? []
  const base = [...covered.map((name) => `${name}: ${values[name]}`), `"@signature-params": ${input}`].join('\n')
  const bytes = Buffer.from(/^sig1=:(.*):$/.exec(headers['signature'] ?? '')?.[1] ?? '', 'base64')
  return verify(null, Buffer.from(base), createPublicKey(key), bytes)
}

test('a request is signed with its authority and the address of the key, for five minutes', () => {
  const headers = createRequestSigner(pem, AGENT)(new URL('https://Paper.example:443/feed?a=1'), NOW)
  expect(headers['signature-agent']).toBe('"https://news.example.org"')
  const created = NOW / 1_000
  expect(headers['signature-input']).toBe(
    `sig1=("@authority" "signature-agent");created=${created};expires=${created + 300};keyid="${THUMBPRINT}";alg="ed25519";tag="web-bot-auth"`,
  )
  const values = { '"@authority"': 'paper.example', '"signature-agent"': `"${AGENT}"` }
  expect(isSignedBy(headers, values)).toBe(true)
  expect(isSignedBy(headers, { ...values, '"@authority"': 'other.example' })).toBe(false)
})

test('the directory publishes the public key alone, and signs its answer', () => {
  const { headers, body } = keyDirectory(pem, 'news.example.org', NOW)
  expect(headers['content-type']).toBe('application/http-message-signatures-directory+json')
  expect(JSON.parse(body)).toEqual({
    keys: [{ kty: 'OKP', crv: 'Ed25519', x: PRIVATE.x, kid: THUMBPRINT, use: 'sig', alg: 'EdDSA' }],
  })
  expect(isSignedBy(headers, { '"@authority";req': 'news.example.org' })).toBe(true)
})

test('each request of a chain of redirects is signed for the server that it goes to', async () => {
  const last = await serve((_request, response) => response.end('<rss><channel/></rss>'))
  const first = await serve((_request, response) => response.writeHead(302, { location: `${last.url}/feed` }).end())
  const fetcher = fetcherHere([first.host, last.host], { sign: createRequestSigner(pem, AGENT) })
  await fetcher.fetch(unconditionalRequest(`${first.url}/feed`))
  await fetcher.close()
  for (const { host, requests } of [first, last]) {
    const [request] = requests
    const headers = Object.fromEntries(Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]))
    expect(isSignedBy(headers, { '"@authority"': host, '"signature-agent"': `"${AGENT}"` })).toBe(true)
  }
})
