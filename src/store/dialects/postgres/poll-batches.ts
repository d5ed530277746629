import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { hostOf } from '../../../lib/url.ts'
import type { SourceId } from '../../../model/ids.ts'
import type { PollRecord } from '../../ports/source-queue.ts'
import { pollValues } from '../../rows/source-rows.ts'
import { StoreUnavailable } from '../../ports/store.ts'
import { shardOf } from '../../shards.ts'
import { lastOf, type Queries } from './queries.ts'

export type EndedPoll = { readonly source: SourceId; readonly poll: PollRecord }

/** Polls that end within this time (ms) are recorded by one statement: a transaction for each costs many times as much. */
const GATHERED_MS = 25

type Waiting = EndedPoll & { readonly resolve: () => void; readonly reject: (reason: unknown) => void }
/** Returns the polls that were not recorded, and why. */
type Write = (polls: readonly EndedPoll[]) => Promise<ReadonlyMap<SourceId, Error>>

/** Records polls in batches; each caller's promise resolves after the commit of its own poll. A poll that ends while no other does is recorded at once. */
export const createPollBatches = (write: Write): ((source: SourceId, poll: PollRecord) => Promise<void>) => {
  let waiting: Waiting[] = []
  let isWriting = false
  const writeAll = async (): Promise<void> => {
    isWriting = true
    // Polls that end in the same turn of the event loop join the batch.
    await setImmediate()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await Promise.all([writeBatch(write, batch), sleep(GATHERED_MS, undefined, { ref: false })])
    }
    isWriting = false
  }
  return async (source, poll) =>
    await new Promise((resolve, reject) => {
      waiting.push({ source, poll, resolve, reject })
      if (!isWriting) void writeAll()
    })
}

/** Never throws: errors go to the waiting callers. If the database refuses a batch, its polls are written one by one, so that one poll's fault
 * does not affect the others. */
const writeBatch = async (write: Write, batch: readonly Waiting[]): Promise<void> => {
  try {
    const refused = await write(batch)
    for (const { source, resolve, reject } of batch) {
      const why = refused.get(source)
      if (why === undefined) resolve()
      else reject(why)
    }
  } catch (error) {
    if (batch.length > 1 && !(error instanceof StoreUnavailable)) for (const one of batch) await writeBatch(write, [one])
    else for (const { reject } of batch) reject(error)
  }
}

export const unknownSource = (source: SourceId): Error =>
  new Error(`a poll was recorded for the source ${source}, which the store does not know`)

/**
 * Writes the results of polls and ends the leases; a source whose configured address has changed since is left as it is. Returns the sources
 * that the store does not know.
 */
export const writePolls = async ({ all }: Queries, polls: readonly EndedPoll[]): Promise<ReadonlySet<SourceId>> => {
  const rows = lastOf(polls, ({ source }) => source).map(({ source, poll }) => [
    source,
    poll.configuredUrl ?? null,
    ...pollValues(poll),
    poll.url,
    hostOf(poll.url),
    shardOf(hostOf(poll.url)),
  ])
  const columns = COLUMNS.map((_, index) => rows.map((row) => row[index]))
  const written = new Set((await all<Found>(WRITE_POLLS, ...columns)).map(({ id }) => id))
  const others = polls.map(({ source }) => source).filter((source) => !written.has(source))
  if (others.length === 0) return new Set()
  const known = new Set((await all<Found>('SELECT id FROM source WHERE id = ANY ($1::text[])', others)).map(({ id }) => id))
  return new Set(others.filter((source) => !known.has(source)))
}
type Found = { readonly id: SourceId }

/** The columns of `pollValues`, in its order, and the address. */
const WRITTEN: readonly (readonly [name: string, type: string])[] = [
  ['next_due', 'bigint'],
  ['interval_ms', 'bigint'],
  ['etag', 'text'],
  ['last_modified', 'text'],
  ['body_hash', 'text'],
  ['polled_at', 'bigint'],
  ['ok_at', 'bigint'],
  ['changed_at', 'bigint'],
  ['failures', 'integer'],
  ['failure', 'text'],
  ['moved_to', 'text'],
  ['moved_polls', 'integer'],
  ['gone', 'smallint'],
  ['format', 'text'],
  ['encoding', 'text'],
  ['feed_title', 'text'],
  ['feed_link', 'text'],
  ['feed_language', 'text'],
  ['fallback_reads', 'integer'],
  ['publisher_hints', 'text'],
  ['sitemaps', 'text'],
  ['url', 'text'],
  ['host', 'text'],
  ['shard', 'smallint'],
]
const COLUMNS = [['id', 'text'], ['configured_url', 'text'], ...WRITTEN]
const WRITE_POLLS = `
  UPDATE source s SET leased_until = 0, ${WRITTEN.map(([name]) => `${name} = p.${name}`).join(', ')}
  FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')}) AS p (${COLUMNS.map(([name]) => name).join(', ')})
  WHERE s.id = p.id AND s.configured_url = coalesce(p.configured_url, s.configured_url) RETURNING s.id`
