/** Lets pages of other sites read the API (Fetch Standard, CORS), without credentials. Polling from other sites is refused. */
import type { Hono } from 'hono'
import type { AllowedOrigins } from '../../model/configuration.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { type Env, responseOf } from './respond.ts'

type Headers = Readonly<Record<string, string>>

const PREFLIGHT: Headers = {
  ...DATA_HEADERS,
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'If-None-Match, If-Modified-Since, Last-Event-ID',
  'access-control-max-age': '86400',
}

/** Call it before the routes of the API are added. `allowed` is called for each request, since the configuration may be reloaded. */
export const addCors = (app: Hono<Env>, allowed: () => AllowedOrigins): void => {
  for (const path of ['/api/*', '/openapi.json'])
    app.use(path, async (context, next) => {
      const origins = allowed()
      const { method } = context.req
      if (origins.length === 0 || method === 'POST') return await next()
      const headers = corsHeaders(origins, context.req.header('origin'))
      if (method === 'OPTIONS' && 'access-control-allow-origin' in headers)
        return responseOf({ status: 204, headers: { ...PREFLIGHT, ...headers }, body: null }, context.env)
      const { write } = context.env
      if (write !== undefined)
        context.env = { ...context.env, write: (answer) => write({ ...answer, headers: joined(answer.headers, headers) }) }
      await next()
      // For answers that `write` has not sent, such as streams.
      for (const [name, value] of Object.entries(headers)) context.res.headers.append(name, value)
    })
}

/** `vary` makes caches store the answers for each origin, and for none, apart. */
const corsHeaders = (allowed: AllowedOrigins, origin: string | undefined): Headers => {
  const exposed = { 'access-control-expose-headers': 'ETag, Link' }
  if (allowed === '*') return { ...exposed, 'access-control-allow-origin': '*' }
  if (origin === undefined || !allowed.includes(origin)) return { vary: 'Origin' }
  return { ...exposed, 'access-control-allow-origin': origin, vary: 'Origin' }
}

const joined = (headers: Headers, { vary, ...more }: Headers): Headers => ({
  ...headers,
  ...more,
  ...(vary === undefined ? {} : { vary: headers['vary'] === undefined ? vary : `${headers['vary']}, ${vary}` }),
})
