import { createFetcher } from '../fetch/fetcher.ts'
import { createRequestSigner } from '../lib/web-bot-auth.ts'
import { createInFlight } from '../lib/concurrency.ts'
import type { Configuration } from '../model/configuration.ts'
import type { SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { createHostWaits } from '../ingest/host-waits.ts'
import { createReading, type Reading } from '../ingest/reading.ts'
import { createPipeline, type Pipeline } from '../ingest/poll.ts'
import { createSiteRightsReader } from '../ingest/site-rights-reader.ts'
import type { SourceRights } from '../ingest/source-rights.ts'
import type { Store } from '../store/ports/store.ts'
import type { DailyAllowance } from '../ingest/daily-allowance.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { createSubscriberCount } from '../websub/hub/subscriber-count.ts'
import { userAgentFor } from './version.ts'

/** All parts that depend on one state of the configuration; a reload creates new ones. */
export type ConfiguredParts = {
  readonly configuration: Configuration
  readonly reading: Reading
  readonly fetcher: ReturnType<typeof createFetcher>
  readonly pipeline: Pipeline
  sourceOf(id: SourceId): Source | null
  /** Waits for the polls in flight, then closes threads and connections. */
  close(): Promise<void>
}

/** Parts that outlive a reload. `appended` is called when rows were added to the log. */
export type LastingParts = {
  readonly store: Store
  readonly clock: Clock
  readonly rights: SourceRights
  readonly appended: () => void
  readonly allowance: DailyAllowance
  /** Null: requests are not signed. */
  readonly signingKey: string | null
}

export const createConfiguredParts = (
  configuration: Configuration,
  { store, clock, rights, appended, allowance, signingKey }: LastingParts,
): ConfiguredParts => {
  const { service, sources, taxonomy } = configuration
  const reading = createReading({ ...service.read, taxonomy, stories: service.stories })
  const { contact, allowPrivate, timeoutMs, maxBytes, perHost } = service.fetch
  const userAgent = userAgentFor(contact)
  const fetcher = createFetcher({
    userAgent,
    allowPrivate,
    timeoutMs,
    maxBytes,
    perHost,
    ...(signingKey === null ? {} : { sign: createRequestSigner(signingKey, service.publicUrl ?? '') }),
    ...clock,
  })
  const pipeline = createPipeline({
    fetcher,
    reading,
    store,
    rights,
    sites: createSiteRightsReader({ fetcher, reading, store, now: clock.now }),
    waits: createHostWaits(clock.elapsed),
    asksSites: asksSites(configuration),
    ...clock,
    publicUrl: service.publicUrl ?? null,
    ...service.read,
    reservedExcerpts: service.reservedExcerpts,
    allowance,
    subscribers: createSubscriberCount(store.subscriptions, clock.elapsed),
    appended,
  })
  const byId = new Map(sources.map((source) => [source.id, source]))
  const polls = createInFlight()
  return {
    configuration,
    reading,
    fetcher,
    pipeline: {
      poll: (...given) => polls.track(pipeline.poll(...given)),
      push: (...given) => polls.track(pipeline.push(...given)),
    },
    sourceOf: (id) => byId.get(id) ?? null,
    async close() {
      await polls.drained()
      await Promise.all([reading.close(), fetcher.close()])
    },
  }
}

/** Whether the sites of a source's articles are read for reservations: only where a use depends on these, since each site costs requests. */
const asksSites =
  ({ service: { reservations, embeddings, translation } }: Configuration) =>
  (source: Source): boolean =>
    reservations === 'always' ||
    source.fetchArticle !== undefined ||
    ((embeddings !== null || translation !== null) && source.embed)
