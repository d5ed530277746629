import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { ClientEnv, WebRequest } from '../http/web-request.ts'
import type { Answer } from '../http/document.ts'
import { DATA_HEADERS } from '../http/security.ts'

export type Env = {
  Variables: { request: WebRequest; route: string }
  Bindings: ClientEnv
}

/** Runs a route under its metric's name and turns its answer into a Response. */
export const respond = async (
  context: Context<Env>,
  route: string,
  make: (request: WebRequest) => Promise<Answer>,
): Promise<Response> => {
  context.set('route', route)
  return responseOf(await make(context.get('request')), context.env)
}

/** A redirection within this site. Caches must revalidate it: the address may contain the key of a private feed, and the target may change. */
export const redirection = (status: 301 | 308, location: string): Answer => ({
  status,
  headers: { ...DATA_HEADERS, 'cache-control': 'no-cache', location },
  body: null,
})

/** The answer as a Response; with `write`, it is written to the client's connection and the Response is only a marker. */
export const responseOf = (answer: Answer, { write }: ClientEnv): Response => {
  const { status, headers, body } = answer
  if (write !== undefined) {
    write(answer)
    return new Response(null, { status, headers: WRITTEN })
  }
  // A Buffer may be a view of a shared ArrayBuffer, which the types of fetch do not allow; Node reads only the view.
  return new Response(body as Uint8Array<ArrayBuffer> | null, { status, headers: { ...headers } })
}

/** Headers by which the adapter leaves the connection alone. */
const WRITTEN = Object.fromEntries(RESPONSE_ALREADY_SENT.headers)
