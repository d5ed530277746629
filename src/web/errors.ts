import { withoutTrailing } from '../lib/trim.ts'
import type { Context } from 'hono'
import type { WebDeps } from './deps.ts'
import { wantedForm } from './http/accept.ts'
import { readRequest, type WebRequest, basePath } from './http/web-request.ts'
import type { Answer } from './http/document.ts'
import { problem, HttpError, type LocalizedDetail } from './http/http-error.ts'
import { DATA_HEADERS } from './http/security.ts'
import { errorPage } from './pages/error-page.ts'
import { type Env, redirection, responseOf } from './routes/respond.ts'
import { StoreUnavailable } from '../store/ports/store.ts'
import type { Site } from './site.ts'

/** The answers to requests that cannot be served: a page for a browser, RFC 9457 for a program, never a stack trace. */
export const createErrors = (deps: WebDeps, site: Site) => {
  const answer = async (context: Context<Env>, shown: Shown): Promise<Response> => {
    const request = beginningOf(context, deps)
    if (request === null || !wantsPage(request)) return responseOf(plain(shown), context.env)
    try {
      const visible = (page: Parameters<typeof errorPage>[0]) => errorPage(page, shown.status, shown)
      return responseOf(await site.errorPage(request, visible, { ...shown.headers, 'cache-control': 'no-store' }), context.env)
    } catch (error) {
      // The page needs the store and a turn of the concurrency limit; if that is what fails, the plain form still answers.
      const isExpected = error instanceof HttpError || error instanceof StoreUnavailable || request.signal.aborted
      if (!isExpected) deps.log('error', 'error-page-failed', { error: String(error) })
      return responseOf(plain(shown), context.env)
    }
  }

  return {
    notFound: async (context: Context<Env>): Promise<Response> => {
      const { method } = context.req
      const path = context.get('request')?.path ?? ''
      if (method === 'OPTIONS')
        return responseOf({ status: 204, headers: { ...DATA_HEADERS, allow: ALLOWED }, body: null }, context.env)
      if (method !== 'GET' && method !== 'HEAD')
        return await answer(context, {
          status: 405,
          detail: 'This site is read-only.',
          extra: {},
          headers: { allow: ALLOWED },
          localized: { key: 'error.readonly' },
        })
      if (path.length > 1 && path.endsWith('/'))
        return responseOf(
          redirection(308, basePath(deps.publicUrl) + withoutTrailing(path, '/') + search(context)),
          context.env,
        )
      return await answer(context, { status: 404, detail: '', extra: {}, headers: {}, localized: null })
    },
    failed: async (error: Error, context: Context<Env>): Promise<Response> => {
      if (error instanceof HttpError) return await answer(context, { ...shownError(error) })
      // The client has left: nobody reads this answer.
      if (context.env.signal?.aborted === true) return new Response(null, { status: 503 })
      if (error instanceof StoreUnavailable) return await answer(context, UNAVAILABLE)
      const { method, path } = context.req
      deps.log('error', 'request-failed', { method, path: path.slice(0, 200), error: error.stack ?? String(error) })
      return await answer(context, {
        status: 500,
        detail: 'The error is on our side and has been logged.',
        extra: {},
        headers: {},
        localized: { key: 'error.logged' },
      })
    },
  }
}

const ALLOWED = 'GET, HEAD'

type Shown = {
  readonly status: number
  readonly detail: string
  readonly extra: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly localized: LocalizedDetail | null
}
/** The log and /readyz give the operator the reason. */
const UNAVAILABLE: Shown = {
  status: 503,
  detail: 'The database does not answer. Try again in some seconds.',
  extra: {},
  headers: { 'retry-after': '5' },
  localized: null,
}
const shownError = ({ status, message, extra, headers, localized }: HttpError): Shown => ({
  status,
  detail: message,
  extra,
  headers,
  localized,
})

const search = (context: Context<Env>): string => {
  const { target } = context.get('request')
  const at = target.indexOf('?')
  return at === -1 ? '' : target.slice(at)
}

const plain = ({ status, detail, extra, headers }: Shown): Answer =>
  problem(status, detail === '' ? 'Nothing is served at this address.' : detail, { extra, headers })

/**
 * The request; one that was refused before it was read (too long, too many parameters) comes back with its path shortened and only the
 * parameter `ui`. Null: not even that can be read.
 */
const beginningOf = (context: Context<Env>, deps: WebDeps): WebRequest | null => {
  const known = context.get('request')
  if (known !== undefined) return known
  const { url, headers, method } = context.req.raw
  const { origin, pathname, searchParams } = new URL(url)
  const ui = searchParams.get('ui')?.slice(0, 20) ?? ''
  try {
    const beginning = `${origin}${pathname.slice(0, 200)}${ui === '' ? '' : `?ui=${ui}`}`
    return readRequest(new Request(beginning, { headers, method: method === 'HEAD' ? 'HEAD' : 'GET' }), deps.publicUrl)
  } catch {
    return null
  }
}

const wantsPage = ({ path, header }: WebRequest): boolean => {
  if (path.startsWith('/api/') || /^\/(?:healthz|readyz|metrics|openapi\.json)/.test(path)) return false
  const wanted = wantedForm(header('accept'))
  return /\.(?:atom|rss|json|opml)$/.test(path) ? wanted === 'page' : wanted !== 'data'
}
