import { availableParallelism } from 'node:os'
import { createFetcher } from '../fetch/fetcher.ts'
import { createFlights } from '../lib/flights.ts'
import type { Configuration } from '../model/configuration.ts'
import type { SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { createReading, type Reading } from '../pipeline/reading.ts'
import { createPipeline, type Pipeline } from '../pipeline.ts'
import type { Store } from '../store/store.ts'
import { identify } from '../stories/identity.ts'
import type { Clock } from './clock.ts'
import { siteOwnership } from './site-ownership.ts'
import { USER_AGENT } from './version.ts'

/** Everything that works by one reading of the configuration; a reload makes a new one. */
export type Engine = {
  readonly configuration: Configuration
  readonly reading: Reading
  readonly fetcher: ReturnType<typeof createFetcher>
  readonly pipeline: Pipeline
  sourceOf(id: SourceId): Source | null
  /** Waits for polls under way, then lets threads and connections go. */
  close(): Promise<void>
}

export const createEngine = (configuration: Configuration, store: Store, clock: Clock): Engine => {
  const { service, sources, knowledge } = configuration
  const { fetch } = service
  const reading = createReading({ ...service.read, workers: service.read.workers || defaultWorkers(), knowledge })
  const fetcher = createFetcher({
    userAgent: fetch.contact === null ? USER_AGENT : `${USER_AGENT} (+${fetch.contact})`,
    allowPrivate: fetch.allowPrivate,
    timeoutMs: fetch.timeoutMs,
    maxBytes: fetch.maxBytes,
    perHost: fetch.perHost,
    now: clock.now,
  })
  const isAtHome = siteOwnership(sources)
  const pipeline = createPipeline({
    fetcher,
    reading,
    store,
    now: clock.now,
    chance: clock.chance,
    maxItems: service.read.maxItems,
    placerFor: (source) => (article, candidates) =>
      identify(article, candidates.identical, { source, isAtHome }) ?? { kind: 'starts', reasons: [] },
  })
  const byId = new Map(sources.map((source) => [source.id, source]))
  const polls = createFlights()
  return {
    configuration,
    reading,
    fetcher,
    pipeline: { poll: (...poll) => polls.add(pipeline.poll(...poll)) },
    sourceOf: (id) => byId.get(id) ?? null,
    async close() {
      await polls.landed()
      await Promise.all([reading.close(), fetcher.close()])
    },
  }
}

/** One core is left to fetching and storing. */
const defaultWorkers = (): number => Math.max(1, Math.min(4, availableParallelism() - 1))
