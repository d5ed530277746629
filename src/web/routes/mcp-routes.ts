/** `POST /mcp`: the Model Context Protocol, read-only and without sessions, so that any process of the service answers. */
import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { HttpError } from '../http/http-error.ts'
import { readText } from '../http/read-body.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { answerMessage, checkVersion } from '../mcp/context-protocol.ts'
import { callTool, INSTRUCTIONS, TOOLS } from '../mcp/story-tools.ts'
import type { Site } from '../site.ts'
import type { Env } from './respond.ts'

const MOST_BYTES = 64 * 1024
const HEADERS = { ...DATA_HEADERS, 'cache-control': 'no-store' }

export const addMcpRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  app.post('/mcp', async (context) => {
    context.set('route', 'mcp')
    const request = context.get('request')
    const from = request.header('origin')
    // A page of another site could otherwise use the reader's network to ask a service inside it.
    if (from !== undefined && from !== new URL(request.origin).origin)
      throw new HttpError(403, 'Requests from pages of other sites are not allowed.')
    checkVersion(request.header('mcp-protocol-version'))
    const [, key = ''] = /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '') ?? []
    const answer = await answerMessage(await readText(context.req.raw, MOST_BYTES), {
      version: deps.version,
      instructions: INSTRUCTIONS,
      tools: TOOLS,
      call: async (name, given) => {
        const read: Parameters<typeof callTool>[1]['read'] = async (query, make) => {
          const { body } = await site.freshJson({ ...request, method: 'GET', header: () => undefined, query }, make)
          return JSON.parse(new TextDecoder().decode(body ?? undefined)) as unknown
        }
        return await callTool(deps, { read, key }, name, given)
      },
    })
    return answer === null ? context.body(null, 202, HEADERS) : context.json(answer, 200, HEADERS)
  })
  // There are no sessions to end, and no messages of the server to wait for.
  app.on(['GET', 'DELETE'], '/mcp', (context) => {
    context.set('route', 'mcp')
    return context.text('Send JSON-RPC messages with POST.', 405, { ...HEADERS, allow: 'POST' })
  })
}
