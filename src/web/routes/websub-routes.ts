import type { Hono } from 'hono'
import type { PushAnswer, PushEndpoints } from '../../model/push.ts'
import type { Answer } from '../http/document.ts'
import { readBody } from '../http/read-body.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { type Env, respond } from './respond.ts'

const FORM_BYTES = 16 * 1024
/** Pushed bodies in memory take at most this many times the largest allowed size. */
const MAX_BODIES = 4
const BUSY_MS = 5_000
const CALLBACK = '/websub/callback/:id'

/** WebSub (W3C Recommendation, 2018): our hub, and the callback for the hubs of sources. Both answer in plain text. */
export const addWebSubRoutes = (app: Hono<Env>, push: PushEndpoints): void => {
  app.post('/websub/hub', (context) =>
    respond(context, 'websub-hub', async () => inPlainText(await hubAnswer(push, context.req.raw))),
  )
  app.all('/websub/hub', (context) => respond(context, 'websub-hub', async () => inPlainText(HOW_TO, { allow: 'POST' })))

  const bodies = createBodyMemory(() => MAX_BODIES * push.maxBytes())
  app.get(CALLBACK, (context) =>
    respond(context, 'websub-callback', async ({ query }) => inPlainText(await push.verify(context.req.param('id'), query))),
  )
  app.post(CALLBACK, (context) =>
    respond(context, 'websub-callback', async () =>
      inPlainText(await takePush(push, context.req.param('id'), context.req.raw, bodies)),
    ),
  )
}

const HOW_TO: PushAnswer = {
  status: 405,
  text: 'This is a WebSub hub. Subscribe with a POST of hub.mode, hub.topic and hub.callback: https://www.w3.org/TR/websub/',
}

const hubAnswer = async (push: PushEndpoints, request: Request): Promise<PushAnswer> => {
  if (push.hubUrl === null) return { status: 404, text: 'This service does not push its feeds.' }
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type))
    return { status: 415, text: 'The request must be a form: Content-Type: application/x-www-form-urlencoded.' }
  const body = await readBody(request, FORM_BYTES)
  if (body === null) return { status: 413, text: `The request is longer than ${FORM_BYTES} bytes.` }
  return await push.hub(new URLSearchParams(new TextDecoder().decode(body)))
}

type HasRoomFor = (size: number) => boolean
type BodyMemory = ReturnType<typeof createBodyMemory>

/** Counts the bytes of bodies that have arrived, so that a slow body takes no more memory than that; one body at a time for each subscription. */
const createBodyMemory = (maxBytes: () => number) => {
  const receiving = new Set<string>()
  let bytes = 0
  return {
    /** Null: another body for this subscription is being received. `read` gets a function that reserves room; the room is released after `take`. */
    async receive<Body, Result>(
      id: string,
      read: (hasRoomFor: HasRoomFor) => Promise<Body>,
      take: (body: Body) => Promise<Result>,
    ): Promise<Result | null> {
      if (receiving.has(id)) return null
      receiving.add(id)
      let own = 0
      const hasRoomFor = (size: number): boolean => {
        if (bytes + size > maxBytes()) return false
        own += size
        bytes += size
        return true
      }
      try {
        return await take(await read(hasRoomFor).finally(() => receiving.delete(id)))
      } finally {
        bytes -= own
      }
    },
  }
}

const takePush = async (push: PushEndpoints, id: string, request: Request, bodies: BodyMemory): Promise<PushAnswer> => {
  if (!(await push.expects(id))) return { status: 410, text: 'There is no such subscription: please end it.' }
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity')
    return { status: 415, text: 'The body must come without a content coding.' }
  const answer = await bodies.receive(
    id,
    (hasRoomFor) => readBody(request, push.maxBytes(), hasRoomFor),
    async (bytes): Promise<PushAnswer> => {
      if (bytes === null) return { status: 413, text: `The body is longer than ${push.maxBytes()} bytes.` }
      const { headers } = request
      return await push.receive(id, {
        bytes,
        contentType: headers.get('content-type'),
        signature: headers.get('x-hub-signature'),
      })
    },
  )
  return answer ?? { status: 503, text: 'Another body for this subscription is being received.', retryAfterMs: BUSY_MS }
}

const inPlainText = ({ status, text, retryAfterMs }: PushAnswer, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: {
    ...DATA_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
    ...headers,
  },
  body: status === 204 ? null : Buffer.from(text),
})
