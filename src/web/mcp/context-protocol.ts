/** The Model Context Protocol over HTTP (Streamable HTTP without sessions): one JSON-RPC message in, one JSON document out. */
import { z } from 'zod'
import { HttpError } from '../http/http-error.ts'

/** The newest first. */
export const PROTOCOL_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const

export type Tool = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: object
}
export type ToolResult = { readonly text: string; readonly isError: boolean }
export type Server = {
  readonly version: string
  readonly instructions: string
  readonly tools: readonly Tool[]
  /** Null: there is no such tool. */
  readonly call: (name: string, given: Readonly<Record<string, unknown>>) => Promise<ToolResult | null>
}

const MESSAGE = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
})
const CALL = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) })

const [INVALID_JSON, INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMETERS] = [-32_700, -32_600, -32_601, -32_602]

/** Null: the message asks for no answer. */
export const answerMessage = async (body: string, server: Server): Promise<object | null> => {
  const json = jsonIn(body)
  if (json === undefined) return failure(null, INVALID_JSON, 'The body is no JSON.')
  const message = MESSAGE.safeParse(json)
  if (!message.success) return failure(null, INVALID_REQUEST, 'Send one JSON-RPC 2.0 request.')
  const { id, method, params = {} } = message.data
  if (id === undefined) return null
  const result = (value: object): object => ({ jsonrpc: '2.0', id, result: value })
  switch (method) {
    case 'initialize':
      return result(described(params['protocolVersion'], server))
    case 'ping':
      return result({})
    case 'tools/list':
      return result({
        tools: server.tools.map((tool) => ({ ...tool, annotations: { readOnlyHint: true, openWorldHint: true } })),
      })
    case 'tools/call': {
      const call = CALL.safeParse(params)
      if (!call.success) return failure(id, INVALID_PARAMETERS, 'A call names a tool and gives its arguments as an object.')
      const found = await server.call(call.data.name, call.data.arguments)
      if (found === null) return failure(id, INVALID_PARAMETERS, `There is no tool ${call.data.name}.`)
      return result({ content: [{ type: 'text', text: found.text }], isError: found.isError })
    }
    default:
      return failure(id, UNKNOWN_METHOD, `There is no method ${method}.`)
  }
}

const described = (wanted: unknown, { version, instructions }: Server): object => ({
  protocolVersion: PROTOCOL_VERSIONS.find((known) => known === wanted) ?? PROTOCOL_VERSIONS[0],
  capabilities: { tools: {} },
  serverInfo: { name: 'polywire', version },
  instructions,
})

/** Throws 400 for a version of the protocol that is not spoken here. */
export const checkVersion = (version: string | undefined): void => {
  if (version !== undefined && !PROTOCOL_VERSIONS.some((known) => known === version))
    throw new HttpError(400, `MCP-Protocol-Version must be one of ${PROTOCOL_VERSIONS.join(', ')}.`)
}

const jsonIn = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

const failure = (id: string | number | null, code: number, message: string): object => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
})
