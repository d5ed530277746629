import { escapeControls } from '../../text/characters.ts'
import type { MessageKey } from '../locale.ts'
import type { Answer } from './document.ts'
import { DATA_HEADERS } from './security.ts'

/** The detail as a page says it, in the reader's language; `english` is what there are no words for and goes behind. */
export type LocalizedDetail = {
  readonly key: MessageKey
  readonly values?: Readonly<Record<string, string | number>>
  readonly english?: string
  /** The same as `english` in less detail, where there are words for it in all languages. */
  readonly instead?: readonly { readonly key: MessageKey; readonly values?: Readonly<Record<string, string | number>> }[]
}

type More = {
  readonly extra?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly localized?: LocalizedDetail
}

/** A request that cannot be served as it stands: thrown by whoever notices, answered in one place. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 414 | 429 | 503
  /** Members beside RFC 9457's own, such as `column`. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  /** Null: there are no words for it but the detail's. */
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

/** For what finds no room now: no place among those that are answered, or no memory for its answer. */
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

/** RFC 9457. `extra`: members beside its own. */
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
