import type { Context } from 'hono'
import type { WebRequest } from '../http/web-request.ts'
import type { Answer } from '../http/document.ts'

/** What comes with a request besides itself: the address of the other side; and whether we ask ourselves for what is true now. */
export type ClientEnv = { readonly client?: string; readonly mustBeNew?: boolean }

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
  return responseOf(await make(context.get('request')))
}

export const responseOf = ({ status, headers, body }: Answer): Response =>
  // A Buffer may be a window on a shared ArrayBuffer, which the types of fetch do not know; Node reads only the window.
  new Response(body as Uint8Array<ArrayBuffer> | null, { status, headers: { ...headers } })
