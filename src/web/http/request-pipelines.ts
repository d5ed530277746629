import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Connections } from './connection-limits.ts'

/** With so many requests of a connection waiting, no more of it is read. */
const PAUSE_AT = 8
/** What has been read may hold more: these are answered, the client sends the rest again (RFC 9112, 9.3.2). */
const MAX_WAITING = 1_000

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse }
type Pipeline = { readonly waiting: Exchange[]; isBusy: boolean; isEnding: boolean }
type Serve = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Answers the requests of a connection one after the other: the next one begins when the answer before it has left the process. Else
 * one client could have hundreds of answers made that it never reads.
 */
export const createPipelines = (connections: Pick<Connections, 'busy' | 'idle'>, serve: Serve): Serve => {
  const pipelines = new WeakMap<Socket, Pipeline>()

  const open = (socket: Socket): Pipeline => {
    const pipeline: Pipeline = { waiting: [], isBusy: false, isEnding: false }
    pipelines.set(socket, pipeline)
    socket.once('close', () => {
      pipeline.isEnding = true
      pipeline.waiting.length = 0
    })
    return pipeline
  }

  const begin = (socket: Socket, pipeline: Pipeline, { request, response }: Exchange): void => {
    pipeline.isBusy = true
    connections.busy(socket)
    response.once('close', () => {
      pipeline.isBusy = false
      const next = pipeline.waiting.shift()
      if (next === undefined) connections.idle(socket)
      else begin(socket, pipeline, next)
      if (pipeline.waiting.length < PAUSE_AT) socket.resume()
      else socket.pause()
    })
    serve(request, response)
  }

  return (request, response) => {
    const { socket } = request
    const pipeline = pipelines.get(socket) ?? open(socket)
    if (pipeline.isEnding) return
    if (!pipeline.isBusy) {
      begin(socket, pipeline, { request, response })
      return
    }
    pipeline.waiting.push({ request, response })
    if (pipeline.waiting.length >= PAUSE_AT) socket.pause()
    if (pipeline.waiting.length < MAX_WAITING) return
    pipeline.isEnding = true
    response.shouldKeepAlive = false
  }
}
