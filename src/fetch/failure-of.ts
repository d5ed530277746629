import { errorCode } from '../lib/system-errors.ts'
import type { SourceFailure } from '../model/source.ts'
import { TooLargeError, UnknownCodingError } from './body.ts'
import { ForbiddenAddressError } from './guard.ts'

export type Limits = {
  readonly timeoutMs: number
  readonly idleTimeoutMs: number
  readonly maxBytes: number
  readonly headerBytes: number
}

/** The whole fetch exceeded our own deadline. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** The source's failure for an error of the connection or of the body. `answered`: the headers had arrived. */
export const failureOf = (error: unknown, answered: boolean, limits: Limits): SourceFailure => {
  if (error instanceof DeadlineError) return { kind: 'timed-out', afterMs: limits.timeoutMs }
  if (error instanceof ForbiddenAddressError) return { kind: 'forbidden-address', detail: error.message }
  if (error instanceof TooLargeError) return { kind: 'too-large', limitBytes: limits.maxBytes }
  if (error instanceof UnknownCodingError)
    return { kind: 'not-a-feed', detail: `it came in ${error.message}, which is not read` }
  const code = errorCode(error)
  switch (code) {
    case 'UND_ERR_BODY_TIMEOUT':
      return { kind: 'timed-out', afterMs: limits.idleTimeoutMs }
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return { kind: 'timed-out', afterMs: limits.timeoutMs }
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { kind: 'too-large', limitBytes: limits.headerBytes }
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return { kind: 'truncated', detail: detailOf(error, code) }
    default:
      return { kind: answered ? 'truncated' : 'unreachable', detail: detailOf(error, code) }
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the server broke the connection',
  ERR_CONNECTION_RESET: 'the server broke the connection',
  EPIPE: 'the server broke the connection',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as its Content-Length',
  UND_ERR_SOCKET: 'the server closed the connection',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is self-signed',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate chain is incomplete',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is from an unknown issuer',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS there',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server offers only outdated versions of TLS',
  Z_BUF_ERROR: 'the compressed data ends too early',
  Z_DATA_ERROR: 'the compressed data is broken',
}

const detailOf = (error: unknown, code: string): string => {
  const message = MESSAGES[code] ?? (error instanceof Error ? error.message : String(error))
  // Messages of TLS and of the HTTP parser can quote the peer, so they are cut to one short line.
  const line = message.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
  return code === '' ? line : `${line} (${code})`
}
