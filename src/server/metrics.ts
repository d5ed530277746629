import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Instant } from '../model/ids.ts'
import type { EmbeddingsReport } from '../embeddings/endpoint.ts'
import type { PollReport } from '../ingest/poll.ts'
import { LEADING_ROLES, ROLES } from '../model/process-roles.ts'
import { type Store, StoreUnavailable } from '../store/ports/store.ts'
import { SPENT_NOTE, spentToday } from '../model/translation.ts'
import type { TranslationReport } from '../translation/translator.ts'
import type { ProcessDuties } from './duties.ts'

/** Prometheus metrics. Names follow its conventions: unit suffixes, `_total` for counters. */
export type Metrics = {
  /** Text exposition format 0.0.4. */
  text(): Promise<string>
  polled(report: PollReport): void
  embedded(report: EmbeddingsReport): void
  /** New articles were grouped, so many milliseconds after they had come. */
  decided(waitedMs: readonly number[]): void
  translated(report: TranslationReport): void
  /** An event of our hub, or of our subscriptions to sources. */
  hubEvent(kind: string): void
  subscriberEvent(kind: string): void
  deliveryEvent(kind: string): void
  /** An issue of a digest was published, or there was nothing to publish. */
  digestEvent(outcome: string): void
}

/** 99 of a hundred articles should wait less than 5 s. */
const GROUPING_WAIT = {
  name: 'polywire_grouping_wait_seconds',
  help: 'Time from when a new article came until it was grouped',
  buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 120, 600],
}

export const createMetrics = (store: Store, duties: ProcessDuties, now: () => Instant, ready: Ready): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]): Counter =>
    new Counter({ name, help, labelNames, registers })
  const polls = counter('polywire_polls_total', 'Polls by outcome', 'outcome')
  const failures = counter('polywire_poll_failures_total', 'Failed polls by kind', 'kind')
  const items = counter('polywire_items_total', 'Items by result', 'result')
  const bytes = counter('polywire_fetched_bytes_total', 'Bytes of feeds read, decoded')
  const fallbackReads = counter('polywire_fallback_parser_total', 'Documents that only the fallback parser could read')
  const buckets = [0.05, 0.2, 1, 5, 20]
  const answers = new Histogram({ name: 'polywire_fetch_seconds', help: 'Time until a whole answer', buckets, registers })
  const waits = new Histogram({ ...GROUPING_WAIT, registers })
  const embeddings = counter('polywire_embeddings_requests_total', 'Requests to the model for embeddings by outcome', 'outcome')
  const translations = counter('polywire_translations_total', 'Texts sent for translation by outcome', 'outcome')
  const hubEvents = counter('polywire_hub_events_total', 'Events of our WebSub hub by kind', 'event')
  const subscriberEvents = counter('polywire_subscriber_events_total', 'Events of subscriptions to sources by kind', 'event')
  const deliveryEvents = counter('polywire_alert_events_total', 'Events of messages of alerts and digests by kind', 'event')
  const digestEvents = counter('polywire_digest_issues_total', 'Issues of digests by outcome', 'outcome')
  addGauges(registry, { store, now, ready })
  addSharingGauges(registry, { store, duties, now })
  return {
    text: () => registry.metrics(),
    decided: (waitedMs) => waitedMs.forEach((ms) => waits.observe(ms / 1_000)),
    embedded: ({ outcome }) => embeddings.inc({ outcome }),
    translated(report) {
      if (report.outcome === 'failed') return translations.inc({ outcome: 'failed' }, report.texts)
      if (report.outcome === 'spent') return
      translations.inc({ outcome: 'translated' }, report.translated)
      translations.inc({ outcome: 'given-up' }, report.givenUp)
    },
    hubEvent: (event) => hubEvents.inc({ event }),
    subscriberEvent: (event) => subscriberEvents.inc({ event }),
    deliveryEvent: (event) => deliveryEvents.inc({ event }),
    digestEvent: (outcome) => digestEvents.inc({ outcome }),
    polled({ via, outcome, failure, readByFallback, tookMs, ...report }) {
      if (via === 'poll') {
        polls.inc({ outcome })
        answers.observe(tookMs / 1_000)
        if (failure !== null) failures.inc({ kind: failure.kind })
      }
      for (const result of ['added', 'revised'] as const) items.inc({ result }, report[result])
      bytes.inc(report.bytes)
      if (readByFallback) fallbackReads.inc()
    },
  }
}

type Ready = () => Promise<{ readonly ok: boolean }>

type Gauged = { readonly store: Store; readonly now: () => Instant; readonly ready: Ready }

const addGauges = (registry: Registry, { store, now, ready }: Gauged): void => {
  const gauge = (name: string, help: string, value: () => Promise<number> | number): void => {
    const collected: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: async (): Promise<void> => await unlessAway(collected, async () => collected.set(await value())),
    })
  }
  gauge('polywire_ready', 'Whether this process can do its work; 0: it cannot, and /readyz says why', async () =>
    (await ready()).ok ? 1 : 0,
  )
  gauge('polywire_articles', 'Articles stored', async () => (await store.counts()).articles)
  gauge('polywire_translation_characters', 'Characters sent for translation today (UTC)', async () =>
    spentToday(await store.note(SPENT_NOTE), now()),
  )
  gauge('polywire_stories', 'Stories stored', async () => (await store.counts()).stories)
  const ofHub = (kind: 'subscriptions' | 'pending') => async () => (await store.subscriptions.subscriptionCounts())[kind]
  gauge('polywire_hub_subscriptions', 'Subscriptions to our feeds', ofHub('subscriptions'))
  gauge('polywire_hub_pending_deliveries', 'Subscriptions that wait for a delivery', ofHub('pending'))
  gauge(
    'polywire_subscribed_sources',
    'Sources with a verified subscription',
    async () => (await store.subscriptions.pushedSources()).filter(({ expiresAt }) => expiresAt !== null).length,
  )
  const messages = (kind: 'waiting' | 'failing' | 'dead') => async () =>
    [...(await store.deliveries.deliveryCounts()).values()].reduce((sum, counts) => sum + counts[kind], 0)
  gauge('polywire_alert_messages_waiting', 'Messages of alerts and digests that are not delivered yet', messages('waiting'))
  gauge('polywire_alert_messages_failing', 'Of them, those whose last attempt failed', messages('failing'))
  gauge('polywire_alert_dead_letters', 'Messages of alerts and digests that were given up', messages('dead'))
  gauge('polywire_edition', 'Edition number', async () => (await store.edition()).number)
  gauge('polywire_memory_bytes', 'Resident memory of this process', () => process.memoryUsage.rss())
}

/** Collects a gauge; while the database does not answer, gauges that depend on it have no value, and the others are still shown. */
const unlessAway = async (
  gauge: Gauge,
  collect: () => Promise<void> | void,
  labelNames: readonly string[] = [],
): Promise<void> => {
  try {
    await collect()
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    // Reset, a gauge without labels would show zero.
    if (labelNames.length === 0) gauge.remove()
    else gauge.reset()
  }
}

type Sharing = { readonly store: Store; readonly duties: ProcessDuties; readonly now: () => Instant }

/** Gauges of how processes share the work, and how far the grouper is behind. */
const addSharingGauges = (registry: Registry, { store, duties, now }: Sharing): void => {
  const registers = [registry]
  const gauge = (
    name: string,
    help: string,
    collect: (gauge: Gauge) => Promise<void> | void,
    ...labelNames: string[]
  ): void => {
    const collected: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect: async () => await unlessAway(collected, () => collect(collected), labelNames),
    })
  }
  gauge('polywire_shards', 'Shards of sources, of 1,024, that this process polls', (shards) => shards.set(duties.shards()))
  gauge('polywire_lease_age_seconds', 'Time since this process renewed its lease', (age) => age.set(duties.leaseAge() / 1_000))
  gauge(
    'polywire_leads',
    'Whether this process leads in a role',
    (leads) => {
      for (const role of LEADING_ROLES) leads.set({ role }, duties.term(role) === null ? 0 : 1)
    },
    'role',
  )
  gauge(
    'polywire_processes',
    'Processes on this database by role',
    async (count) => {
      const processes = await store.processes.processes()
      for (const role of ROLES) count.set({ role }, processes.filter(({ roles }) => roles.includes(role)).length)
    },
    'role',
  )
  gauge(
    'polywire_configurations',
    'Different configurations by which they work; more than one only while they reload',
    async (count) => count.set(new Set((await store.processes.processes()).map(({ configuration }) => configuration)).size),
  )
  const lag = async (): Promise<{ readonly rows: number; readonly since: number | null }> => await store.undecided()
  gauge('polywire_log_lag_rows', 'Rows of the log that the grouper has not decided', async (rows) =>
    rows.set((await lag()).rows),
  )
  gauge('polywire_log_lag_seconds', 'Age of the oldest of them', async (seconds) => {
    const { since } = await lag()
    seconds.set(since === null ? 0 : Math.max(0, now() - since) / 1_000)
  })
}
