import { basePath, withoutBase } from './public-address.ts'
import type { HeaderOf } from './conditional.ts'
import type { Answer } from './document.ts'
import { originOf } from './public-address.ts'
import { HttpError } from './http-error.ts'

/** A request as far as it concerns routes. */
export type WebRequest = {
  readonly method: string
  readonly origin: string
  /** Path, decoded parts excepted: as sent. */
  readonly path: string
  readonly query: URLSearchParams
  /** Path and query. */
  readonly target: string
  readonly header: HeaderOf
  /** The answer must not lag behind the store: nobody from outside can ask for that. */
  readonly mustBeNew: boolean
  /** Fires when the client has left. */
  readonly signal: AbortSignal
}

/** What comes with a request besides itself. */
export type ClientEnv = {
  /** The address of the other side. */
  readonly client?: string
  /** We ask ourselves for what is true now. */
  readonly mustBeNew?: boolean
  readonly signal?: AbortSignal
  /** Takes an answer that is there in one piece; left out, it comes as a Response. */
  readonly write?: (answer: Answer) => void
}

const MOST_CHARACTERS = 8_192
const MOST_PARAMETERS = 50

/** Checks size and shape before anything is done. */
export const readRequest = (request: Request, publicUrl: string | null, env: ClientEnv = {}): WebRequest => {
  if (request.url.length > MOST_CHARACTERS)
    throw new HttpError(414, `The address is longer than ${MOST_CHARACTERS} characters.`, {
      localized: { key: 'error.long', values: { most: MOST_CHARACTERS } },
    })
  const url = new URL(request.url)
  if (url.searchParams.size > MOST_PARAMETERS)
    throw new HttpError(400, `More than ${MOST_PARAMETERS} parameters.`, {
      localized: { key: 'error.parameters', values: { most: MOST_PARAMETERS } },
    })
  const path = withoutBase(url.pathname, basePath(publicUrl))
  return {
    method: request.method,
    origin: originOf(publicUrl, request.headers.get('host') ?? url.host),
    path,
    query: url.searchParams,
    target: path + url.search,
    header: (name) => request.headers.get(name) ?? undefined,
    mustBeNew: env.mustBeNew ?? false,
    signal: env.signal ?? new AbortController().signal,
  }
}
