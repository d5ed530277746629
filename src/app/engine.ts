import { createFetcher } from '../fetch/fetcher.ts'
import { createInFlight } from '../lib/in-flight.ts'
import type { Configuration } from '../model/configuration.ts'
import type { SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { createReading, type Reading } from '../ingest/reading.ts'
import { createPipeline, type Pipeline } from '../ingest/poll.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'
import type { Corrector } from './corrector.ts'
import type { Placing } from './placing.ts'
import { createPlacerFor } from './placer-for.ts'
import { createSubscriberCount } from '../websub/hub/subscriber-count.ts'
import { siteOwnership } from './site-ownership.ts'
import { userAgentFor } from './version.ts'

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

/** `stories` null: articles are told apart, but not grouped. */
export const createEngine = (
  configuration: Configuration,
  store: Store,
  clock: Clock,
  stories: { readonly placing: Placing; readonly corrector: Corrector } | null = null,
): Engine => {
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
    now: clock.now,
    elapsed: clock.elapsed,
  })
  const placerFor = createPlacerFor(siteOwnership(sources), stories?.placing ?? null, service.stories)
  const pipeline = createPipeline({
    fetcher,
    reading,
    store,
    now: clock.now,
    chance: clock.chance,
    maxItems: service.read.maxItems,
    subscribers: createSubscriberCount(store.push, clock.elapsed),
    placerFor: stories === null ? placerFor : stories.corrector.watching(placerFor),
  })
  const remembering = rememberStories(stories)
  const byId = new Map(sources.map((source) => [source.id, source]))
  const polls = createInFlight()
  return {
    configuration,
    reading,
    fetcher,
    pipeline: {
      poll: (...given) => polls.track(remembering(() => pipeline.poll(...given))),
      push: (...given) => polls.track(remembering(() => pipeline.push(...given))),
    },
    sourceOf: (id) => byId.get(id) ?? null,
    async close() {
      await polls.drained()
      await Promise.all([reading.close(), fetcher.close()])
    },
  }
}

/** Stories are placed by what the store holds: filled before the first poll, and again after a settlement that was rolled back. */
const rememberStories =
  (stories: { readonly placing: Placing; readonly corrector: Corrector } | null) =>
  async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (stories === null) return await work()
    const { placing, corrector } = stories
    await placing.ready()
    try {
      const result = await work()
      await corrector.settled()
      return result
    } catch (error) {
      placing.forget()
      throw error
    }
  }
