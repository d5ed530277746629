import { escapeControls } from '../../text/characters.ts'
import type { MessageKey } from '../locale.ts'
import type { Answer } from './document.ts'
import { DATA_HEADERS } from './security.ts'

/** The detail in the reader's language, for a page; `english` is the part without a translation and follows it. */
export type LocalizedDetail = {
  readonly key: MessageKey
  readonly values?: Readonly<Record<string, string | number>>
  readonly english?: string
  /** Replaces `english` where a less detailed text exists in all languages. */
  readonly instead?: readonly { readonly key: MessageKey; readonly values?: Readonly<Record<string, string | number>> }[]
}

type More = {
  readonly extra?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly localized?: LocalizedDetail
}

/** A request that cannot be served as it is. Any code may throw it; `errors.ts` makes the answer. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 414 | 429 | 503
  /** Members in addition to those of RFC 9457, such as `column`. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  /** Null: the detail has no translation. */
  readonly localized: LocalizedDetail | null
  constructor(status: HttpError['status'], detail: string, more: More = {}) {
    super(detail)
    this.status = status
    this.extra = more.extra ?? {}
    this.headers = more.headers ?? {}
    this.localized = more.localized ?? null
  }
}

const RETRY_SECONDS = 5

/** 503 for a request that cannot be served now: too many are in progress or waiting, or there is no memory for its body or answer. */
export const tooBusy = (): HttpError =>
  new HttpError(503, 'Too many requests are being answered at this moment. Try again in some seconds.', {
    headers: { 'retry-after': String(RETRY_SECONDS) },
    localized: { key: 'error.busy' },
  })

const STATUS_TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  414: 'Address too long',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available now',
}

/** An answer as RFC 9457 describes it, as JSON. `extra`: additional members. */
export const problem = (status: number, detail: string, { extra = {}, headers = {} }: Omit<More, 'localized'> = {}): Answer => {
  const members = { type: 'about:blank', title: STATUS_TITLES[status] ?? 'Error', status, detail, ...extra }
  return {
    status,
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
    body: Buffer.from(`${escapeControls(JSON.stringify(members, null, 2))}\n`),
  }
}
