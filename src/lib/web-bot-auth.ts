/** Web Bot Auth: requests signed with a key that the service publishes (RFC 9421; draft-meunier-web-bot-auth-architecture, -http-message-signatures-directory). */
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto'
import { SECOND } from './durations.ts'

/** The headers that sign a request to this address. */
export type RequestSigner = (url: URL, now: number) => Readonly<Record<string, string>>

/** How long a signature is valid, in s: clocks of servers differ. */
const VALID_S = 300

/** `key`: an Ed25519 key in PEM. `agent`: the origin at which `keyDirectory` is published: `https://news.example.org`. */
export const createRequestSigner = (key: string, agent: string): RequestSigner => {
  const privateKey = createPrivateKey(key)
  const { kid } = publicKeyOf(privateKey)
  const header = `"${agent}"`
  return (url, now) => {
    const lines = [`"@authority": ${url.host}`, `"signature-agent": ${header}`]
    return {
      'signature-agent': header,
      ...signed(privateKey, '"@authority" "signature-agent"', lines, { kid, now, tag: 'web-bot-auth' }),
    }
  }
}

/** The public key as a JSON Web Key Set (RFC 7517), with headers that sign the answer from `authority`. */
export const keyDirectory = (key: string, authority: string, now: number) => {
  const privateKey = createPrivateKey(key)
  const published = publicKeyOf(privateKey)
  const lines = [`"@authority";req: ${authority}`]
  return {
    headers: {
      'content-type': 'application/http-message-signatures-directory+json',
      ...signed(privateKey, '"@authority";req', lines, { kid: published.kid, now, tag: 'http-message-signatures-directory' }),
    },
    body: `${JSON.stringify({ keys: [published] })}\n`,
  }
}

/** The public key as a JSON Web Key; its id is its thumbprint (RFC 8037, appendix A.3). */
const publicKeyOf = (privateKey: KeyObject) => {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const kid = hash('sha256', JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }), 'base64url')
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' }
}

type Parameters = { readonly kid: string; readonly now: number; readonly tag: string }

/** The signature over the base of RFC 9421, section 2.5. */
const signed = (key: KeyObject, components: string, lines: readonly string[], { kid, now, tag }: Parameters) => {
  const created = Math.floor(now / SECOND)
  const input = `(${components});created=${created};expires=${created + VALID_S};keyid="${kid}";alg="ed25519";tag="${tag}"`
  const base = [...lines, `"@signature-params": ${input}`].join('\n')
  return {
    'signature-input': `sig1=${input}`,
    signature: `sig1=:${sign(null, Buffer.from(base), key).toString('base64')}:`,
  }
}
