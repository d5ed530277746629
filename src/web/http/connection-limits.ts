import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { clientAddress } from './client-address.ts'

export type ConnectionLimits = {
  /** The most connections at a time, of all clients together. */
  readonly connections: number
  /** The most connections of one address. Behind a proxy, all readers have the proxy's address and share this limit. */
  readonly connectionsPerAddress: number
  /** Additional connections for health checks. */
  readonly reservedConnections: number
}

/** The least that `connectionsWithin` allows, however few descriptors there are, so that some readers are still answered. */
const FEWEST = 16

/** The limits for a process that may open this many descriptors: half are for connections, the rest for files, polls and pushes. */
export const connectionsWithin = (limits: ConnectionLimits, descriptors: number): ConnectionLimits => {
  const connections = Math.max(FEWEST, Math.min(limits.connections, Math.floor(descriptors / 2) - limits.reservedConnections))
  return { ...limits, connections, connectionsPerAddress: Math.min(limits.connectionsPerAddress, connections) }
}

/**
 * When a limit is reached, a connection without a request in progress is closed: first the one that has been open longest without ever
 * sending a whole request, then the one that has been idle longest. Its client may open a new one at any time (RFC 9112, 9.5). If all are
 * busy, the newest connection gets answers from /healthz and /readyz only.
 */
export const boundConnections = (server: Server, limits: ConnectionLimits) => {
  const open = createAddressBook()
  /** `silent` and `idle` are in the order in which their connections began to wait. */
  const silent = new Set<Socket>()
  const idle = new Set<Socket>()
  const reserved = new Set<Socket>()

  const forget = (socket: Socket): void => {
    open.remove(socket)
    for (const set of [silent, idle, reserved]) set.delete(socket)
  }

  const dismiss = (socket: Socket): void => {
    forget(socket)
    socket.destroy()
  }

  const makeRoom = (newcomer: Socket, address: string): void => {
    for (;;) {
      const isAddressFull = open.countOf(address) > limits.connectionsPerAddress
      if (!isAddressFull && open.size() <= limits.connections) return
      const mayGo = (socket: Socket): boolean => socket !== newcomer && (!isAddressFull || open.addressOf(socket) === address)
      const leaving = firstOf(silent, mayGo) ?? firstOf(idle, mayGo)
      if (leaving === null) break
      dismiss(leaving)
    }
    if (reserved.size < limits.reservedConnections) reserved.add(newcomer)
    else dismiss(newcomer)
  }

  server.on('connection', (socket) => {
    const address = open.add(socket)
    silent.add(socket)
    socket.once('close', () => forget(socket))
    makeRoom(socket, address)
  })
  return {
    busy(socket: Socket): void {
      silent.delete(socket)
      idle.delete(socket)
    },
    idle(socket: Socket): void {
      if (open.addressOf(socket) !== null) idle.add(socket)
    },
    isReserved: (socket: Socket): boolean => reserved.has(socket),
    /** Closes connections that have never sent a request. */
    dismissSilent(): void {
      for (const socket of silent) socket.destroy()
    },
  }
}
type Connections = ReturnType<typeof boundConnections>

const createAddressBook = () => {
  const addresses = new Map<Socket, string>()
  const counts = new Map<string, number>()
  return {
    size: () => addresses.size,
    addressOf: (socket: Socket): string | null => addresses.get(socket) ?? null,
    countOf: (address: string): number => counts.get(address) ?? 0,
    add(socket: Socket): string {
      const address = clientAddress(socket.remoteAddress ?? '')
      addresses.set(socket, address)
      counts.set(address, (counts.get(address) ?? 0) + 1)
      return address
    },
    remove(socket: Socket): void {
      const address = addresses.get(socket)
      if (address === undefined) return
      addresses.delete(socket)
      const left = (counts.get(address) ?? 1) - 1
      if (left === 0) counts.delete(address)
      else counts.set(address, left)
    },
  }
}

const firstOf = (sockets: ReadonlySet<Socket>, mayGo: (socket: Socket) => boolean): Socket | null => {
  for (const socket of sockets) if (mayGo(socket)) return socket
  return null
}

/** While this many requests of a connection wait, nothing more is read from it. */
const PAUSE_AT = 8
/**
 * The most waiting requests of a connection: bytes already read may contain more than `PAUSE_AT`. After this many the connection closes,
 * and the client sends the rest again (RFC 9112, 9.3.2).
 */
const MAX_WAITING = 1_000

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse }
type Pipeline = { readonly waiting: Exchange[]; isBusy: boolean; isEnding: boolean }
type Serve = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Answers the requests of a connection one after the other: the next one begins when the answer before it has left the process. Otherwise
 * one client could cause hundreds of answers to be rendered that it never reads.
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
