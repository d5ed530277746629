/** New and updated stories as they come: server-sent events (HTML Standard, 9.2). */
import { createFairQueue } from '../../lib/fair-queue.ts'
import { type Consumer, createConsumer } from '../../log/consumer.ts'
import { mapByTheirSteps, type Steps } from '../../lib/steps.ts'
import { createQueryBudget, inTurns } from '../../store/ports/query-budget.ts'
import type { WebDeps } from '../deps.ts'
import { type ConcurrencyLimit, createConcurrencyLimit } from '../concurrency-limit.ts'
import type { WebRequest } from '../http/web-request.ts'
import { HttpError } from '../http/http-error.ts'
import { DATA_HEADERS } from '../http/security.ts'
import type { PageContext } from '../pages/page-context.ts'
import { type ReportQuery, reportQuery } from './parameters.ts'
import type { StoryEvent } from './report-schemas.ts'
import { affairsOf, reportViews } from './report-views.ts'

const MOST_CLIENTS = 100
/** Milliseconds between two looks at the edition for a client. */
const TICK_MS = 250
/** Proxies, and our own listener, close a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000
const RETRY_MS = 5_000
/** The most characters that may wait for a slow client; above that nothing more is sent until it has read. */
const MOST_WAITING = 256 * 1024
/** How many items are read at once; each may load a story with all of its articles, and make an event of 100 kB. */
const ITEMS_AT_ONCE = 50
const MAX_TURN_MS = 600_000

type Client = ReportQuery & {
  readonly client: string
  /** Makes a context with the current configuration, not that of when the client connected. */
  readonly context: () => Promise<PageContext>
  readonly out: ReadableStreamDefaultController<string>
  position: number
  edition: number
  spokeAt: number
  /** Sends what is new; closed when the client has left. */
  readonly consumer: Consumer
}

export type StoryStream = {
  /**
   * Rejects with 400 for a wrong filter or position, with 503 if no connection is free. When all are in use, an address with many of them
   * loses one to another client.
   */
  open(request: WebRequest, context: () => Promise<PageContext>): Promise<Response>
  close(): void
}

export const createStoryStream = (deps: WebDeps, elapsed: () => number): StoryStream => {
  const { store } = deps
  const inTurn = createConcurrencyLimit({ running: 1, waiting: MOST_CLIENTS, waitMs: MAX_TURN_MS, elapsed })
  const connections = createClients()
  const join = joining({ deps, elapsed, inTurn }, connections)
  return {
    async open(request, context) {
      const wanted = await reportQuery(await context())
      const newest = await store.newestPosition()
      // After a backup was restored, a client's position may be ahead of the log.
      const position = Math.min(positionIn(request) ?? newest, newest)
      if (request.method === 'HEAD') return new Response(null, { headers: HEADERS })
      let client: Client | null = null
      const body = new ReadableStream<string>(
        {
          start(out) {
            out.enqueue(`retry: ${RETRY_MS}\n\n`)
            client = join({
              ...wanted,
              client: request.client,
              context,
              out,
              position,
              edition: -1,
              spokeAt: elapsed(),
            })
          },
          pull: () => client?.consumer.wake(),
          cancel: () => (client === null ? undefined : connections.leave(client)),
        },
        { highWaterMark: MOST_WAITING, size: (text) => text.length },
      )
      return new Response(body.pipeThrough(new TextEncoderStream()), { headers: HEADERS })
    },
    close: () => connections.close(),
  }
}

const joining =
  (means: Means, connections: ReturnType<typeof createClients>) =>
  (wanted: Omit<Client, 'consumer'>): Client => {
    const { deps, elapsed } = means
    const consumer = createConsumer({
      elapsed,
      everyMs: TICK_MS,
      work: async (left) => await attend(client, means, left),
      failed(error) {
        deps.log('error', 'stream-failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        connections.leave(client)
        client.out.error(error)
      },
    })
    const client = { ...wanted, consumer }
    connections.join(client)
    return client
  }

const createClients = () => {
  const clients = createFairQueue<Client>({
    most: MOST_CLIENTS,
    evict(client) {
      leave(client)
      // Discards what the client has not read yet.
      client.out.error(new Error('the client has left'))
    },
  })
  let isClosed = false
  const leave = (client: Client): void => {
    void client.consumer.close()
    clients.remove(client)
  }
  return {
    leave,
    /** Throws 503 if all connections are in use. */
    join(client: Client): void {
      if (!isClosed && clients.add(client)) return
      void client.consumer.close()
      throw new HttpError(503, `All ${MOST_CLIENTS} connections to the stream are in use. Try again in a minute.`, {
        headers: { 'retry-after': '60' },
      })
    },
    close(): void {
      isClosed = true
      for (const client of clients.items()) {
        client.out.close()
        leave(client)
      }
    },
  }
}

type Means = {
  readonly deps: WebDeps
  readonly elapsed: () => number
  /** Runs the queries of all clients, each with its own filter, one at a time. */
  readonly inTurn: ConcurrencyLimit
}

/** Sends a client what has changed since its position, or a heartbeat. */
const attend = async (client: Client, means: Means, left: AbortSignal): Promise<void> => {
  if (!hasRoom(client)) return
  const { deps, elapsed } = means
  const { number: edition } = await deps.store.edition()
  // A client that reads slowly gets the rest when it has read.
  if (edition !== client.edition && (await sendStories(client, means, left))) client.edition = edition
  if (!left.aborted && elapsed() - client.spokeAt >= HEARTBEAT_MS) send(client, ': still here\n\n', elapsed)
}

/** Sends the changes since the client's position. True: all have been sent; false: the client has left or has no room for more. */
const sendStories = async (client: Client, { deps, elapsed, inTurn }: Means, left: AbortSignal): Promise<boolean> => {
  const views = reportViews(await client.context(), client.preferred)
  for (let more = true; more; ) {
    if (!hasRoom(client)) return false
    // Events are written within the turn, so that waiting clients have texts of events in memory, and no stories.
    const found = await inTurn(client.client, left, async () => {
      // The query reads at most `ITEMS_AT_ONCE` items; the budget divides it into slices, and stops it when the client leaves.
      const budget = createQueryBudget({
        ms: Number.POSITIVE_INFINITY,
        rows: Number.POSITIVE_INFINITY,
        signal: left,
        elapsed,
      })
      const query = { filter: client.filter, after: client.position, limit: ITEMS_AT_ONCE, budget }
      const { changes, position, more } = await deps.store.storyChanges(query)
      const affairs = await affairsOf(
        deps.store,
        changes.map(({ story }) => story),
      )
      const texts = mapByTheirSteps(changes, function* (change): Steps<string> {
        return textOf(change.position, yield* views.storyEvent(change, affairs), change.isNew)
      })
      return { events: await inTurns(texts, budget), position, more }
    })
    if (left.aborted) return false
    for (const text of found.events) send(client, text, elapsed)
    client.position = found.position
    more = found.more
  }
  return true
}

const textOf = (position: number, event: StoryEvent, isNew: boolean): string =>
  `id: ${position}\nevent: ${isNew ? 'new' : 'update'}\ndata: ${JSON.stringify(event)}\n\n`

const send = (client: Client, text: string, elapsed: () => number): void => {
  client.out.enqueue(text)
  client.spokeAt = elapsed()
}

const hasRoom = ({ out }: Client): boolean => (out.desiredSize ?? 0) > 0

const HEADERS: Readonly<Record<string, string>> = {
  ...DATA_HEADERS,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // The connection closes with the stream, so that stopping the service does not wait for clients.
  connection: 'close',
  'x-accel-buffering': 'no',
}

/** The position of `Last-Event-ID`, or of `after=` on a first connection; null: from now on. Throws 400 for anything else. */
const positionIn = ({ header, query }: WebRequest): number | null => {
  const text = header('last-event-id') ?? query.get('after') ?? ''
  if (text === '') return null
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new HttpError(400, 'Last-Event-ID (or “after”) is not an id of this stream. Connect again without it.', {
    extra: { parameter: 'Last-Event-ID' },
  })
}
