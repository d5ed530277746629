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

/** To another address of this site, asked for anew each time: it may hold the key of a private feed, and be another one tomorrow. */
export const redirection = (status: 301 | 308, location: string): Answer => ({
  status,
  headers: { ...DATA_HEADERS, 'cache-control': 'no-cache', location },
  body: null,
})

/** The answer as a Response; where the client's connection is at hand, it is written there. */
export const responseOf = (answer: Answer, { write }: ClientEnv): Response => {
  const { status, headers, body } = answer
  if (write !== undefined) {
    write(answer)
    return new Response(null, { status, headers: WRITTEN })
  }
  // A Buffer may be a window on a shared ArrayBuffer, which the types of fetch do not know; Node reads only the window.
  return new Response(body as Uint8Array<ArrayBuffer> | null, { status, headers: { ...headers } })
}

/** Tells the adapter to leave the connection alone. */
const WRITTEN = Object.fromEntries(RESPONSE_ALREADY_SENT.headers)
