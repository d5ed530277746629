import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { PollReport } from '../pipeline.ts'
import type { Store } from '../store/store.ts'

/** Prometheus metrics. Names follow its conventions: unit suffixes, `_total` for counters. */
export type Metrics = {
  /** Text exposition format 0.0.4. */
  text(): Promise<string>
  polled(report: PollReport): void
}

export const createMetrics = (store: Store): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]): Counter =>
    new Counter({ name, help, labelNames, registers })
  const polls = counter('polywire_polls_total', 'Polls by outcome', 'outcome')
  const failures = counter('polywire_poll_failures_total', 'Failed polls by kind', 'kind')
  const items = counter('polywire_items_total', 'Items by what became of them', 'result')
  const bytes = counter('polywire_fetched_bytes_total', 'Bytes of feeds read, decoded')
  const rescues = counter('polywire_rescues_total', 'Documents read by the second reader only')
  const buckets = [0.05, 0.2, 1, 5, 20]
  const answers = new Histogram({ name: 'polywire_fetch_seconds', help: 'Time until a whole answer', buckets, registers })
  addGauges(registry, store)
  return {
    text: () => registry.metrics(),
    polled({ outcome, failure, rescued, tookMs, ...report }) {
      polls.inc({ outcome })
      if (failure !== null) failures.inc({ kind: failure.kind })
      for (const result of ['added', 'revised', 'joined'] as const) items.inc({ result }, report[result])
      bytes.inc(report.bytes)
      if (rescued) rescues.inc()
      answers.observe(tookMs / 1_000)
    },
  }
}

const addGauges = (registry: Registry, store: Store): void => {
  const gauge = (name: string, help: string, value: () => Promise<number> | number): void => {
    const collected: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: async (): Promise<void> => collected.set(await value()),
    })
  }
  gauge('polywire_articles', 'Articles kept', async () => (await store.counts()).articles)
  gauge('polywire_stories', 'Stories kept', async () => (await store.counts()).stories)
  gauge('polywire_edition', 'Edition number', () => store.edition())
  gauge('polywire_memory_bytes', 'Resident memory of this process', () => process.memoryUsage.rss())
}
