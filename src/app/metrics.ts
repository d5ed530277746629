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
  const polls = new Counter({ name: 'polywire_polls_total', help: 'Polls by outcome', labelNames: ['outcome'], registers })
  const failures = new Counter({
    name: 'polywire_poll_failures_total',
    help: 'Failed polls by kind',
    labelNames: ['kind'],
    registers,
  })
  const items = new Counter({
    name: 'polywire_items_total',
    help: 'Items by what became of them',
    labelNames: ['result'],
    registers,
  })
  const bytes = new Counter({ name: 'polywire_fetched_bytes_total', help: 'Bytes of feeds read, decoded', registers })
  const rescues = new Counter({ name: 'polywire_rescues_total', help: 'Documents read by the second reader only', registers })
  const answers = new Histogram({
    name: 'polywire_fetch_seconds',
    help: 'Time until a whole answer',
    buckets: [0.05, 0.2, 1, 5, 20],
    registers,
  })
  const gauge = (name: string, help: string, collect: (self: Gauge) => Promise<void> | void): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect: async function collectNow() {
        await collect(this)
      },
    })
  gauge('polywire_articles', 'Articles kept', async (self) => self.set((await store.counts()).articles))
  gauge('polywire_stories', 'Stories kept', async (self) => self.set((await store.counts()).stories))
  gauge('polywire_edition', 'Edition number', (self) => self.set(store.edition()))
  gauge('polywire_memory_bytes', 'Resident memory of this process', (self) => self.set(process.memoryUsage.rss()))

  return {
    text: () => registry.metrics(),
    polled(report) {
      polls.inc({ outcome: report.outcome })
      if (report.failure !== null) failures.inc({ kind: report.failure.kind })
      items.inc({ result: 'added' }, report.added)
      items.inc({ result: 'revised' }, report.revised)
      items.inc({ result: 'joined' }, report.joined)
      bytes.inc(report.bytes)
      if (report.rescued) rescues.inc()
      answers.observe(report.tookMs / 1_000)
    },
  }
}
