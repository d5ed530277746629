import { setTimeout as delay } from 'node:timers/promises'
import type { EmbeddingsReport } from '../embeddings/endpoint.ts'
import type { CorrectionReport } from '../grouping/apply-corrections.ts'
import type { GroupingRules } from '../grouping/decide-batch.ts'
import { createGrouper } from '../grouping/grouper.ts'
import { JOIN_TABLE } from '../grouping/stories/learned.ts'
import { createJoinDecision } from '../grouping/stories/join-decision.ts'
import type { SourceRights } from '../ingest/source-rights.ts'
import { MINUTE } from '../lib/durations.ts'
import { type ConsumerParts, createConsumer } from '../log/consumer.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Store } from '../store/ports/store.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { ProcessDuties } from './duties.ts'
import { openUnderstanding } from './open-understanding.ts'
import { siteOwnership } from './site-ownership.ts'

type Parts = {
  readonly clock: Clock
  readonly duties: ProcessDuties
  readonly rights: SourceRights
} & Partial<Listeners>

type Listeners = {
  readonly corrected: (report: CorrectionReport) => void
  readonly groupingFailed: (error: unknown) => void
  readonly embedded: (report: EmbeddingsReport) => void
  /** Called with the milliseconds that each new article waited for its story. */
  readonly decided: (waitedMs: readonly number[]) => void
  /** Called before the features of the last days are computed again. */
  readonly renewing: () => void
  /** Called with the reason where texts get no vector of the built-in model. */
  readonly withoutVector: (why: string) => void
}
const NOBODY: Listeners = {
  corrected: () => {},
  groupingFailed: () => {},
  embedded: () => {},
  decided: () => {},
  renewing: () => {},
  withoutVector: () => {},
}

/** How often a process checks what others have appended or published. PostgreSQL's NOTIFY would make their transactions wait for one another. */
const LOOK_MS = 200
/** How long the grouper pauses after an error: a full disk or a fault of ours would only recur at once. */
const PAUSE_MS = 2_000
/** How long `grouped` waits at most for the grouper of another process. */
const LONGEST_WAIT_MS = MINUTE

/** The grouper, and the consumer that runs it whenever the log grows while this process leads. Both outlive reloads of the configuration. */
export const openGrouping = (store: Store, first: Configuration, parts: Parts) => {
  const { clock, duties, rights, groupingFailed, embedded, withoutVector, ...told } = { ...NOBODY, ...parts }
  let rules = rulesOf(first)
  let published = (): void => {}
  const isLeading = (): boolean => duties.term('grouper') !== null
  const understanding = openUnderstanding(first, { clock, rights, reported: embedded, failed: withoutVector })
  const grouper = createGrouper({
    ...clock,
    ...told,
    store,
    joins: createJoinDecision(JOIN_TABLE),
    rules: () => rules,
    understand: understanding.understand,
    model: understanding.model,
    published: () => published(),
  })
  const waking = { ...clock, mayWork: isLeading, failed: groupingFailed, pauseMs: PAUSE_MS }
  const consumer = createConsumer({ ...waking, work: grouper.catchUp })
  duties.onChange((change) => {
    if (!('role' in change) || change.role !== 'grouper') return
    if (change.kind === 'leads') consumer.wake()
    else void grouper.forget(async () => {})
  })
  const others = store.processes.isShared
    ? createConsumer(othersWatch(store, clock, { lookAtLog: consumer.wake, published: () => published() }))
    : null
  return {
    rebuild: grouper.rebuild,
    vectorOf: understanding.vectorOf,
    learned: understanding.learned,
    forgetIndex: grouper.forget,
    grouped: async (): Promise<void> => await (isLeading() ? consumer.caughtUp() : decidedElsewhere(store)),
    group: consumer.wake,
    async stop(): Promise<void> {
      await others?.close()
      // The model is closed last, since the current batch may still wait for its vectors.
      await consumer.close()
      await understanding.close()
    },
    configure: (configuration: Configuration): void => {
      rules = rulesOf(configuration)
      // The vectors in the index are those of the model before.
      if (understanding.configure(configuration)) void grouper.forget(async () => {})
    },
    onPublished: (listener: () => void): void => {
      published = listener
    },
  }
}

/** Has the grouper read the log, to which others may have appended, and calls `published` when the edition has changed. */
const othersWatch = (
  store: Store,
  { elapsed }: Clock,
  { lookAtLog, published }: Record<'lookAtLog' | 'published', () => void>,
): ConsumerParts => {
  let known: number | null = null
  return {
    elapsed,
    everyMs: LOOK_MS,
    pauseMs: LOOK_MS,
    // A database that does not answer is reported by the grouper.
    failed: () => {},
    async work() {
      lookAtLog()
      const { number } = await store.edition()
      if (known !== null && number !== known) published()
      known = number
    },
  }
}

const decidedElsewhere = async (store: Store): Promise<void> => {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_MS) {
    if ((await store.readLog(1)).length === 0) return
    await delay(LOOK_MS)
  }
}

const rulesOf = (configuration: Configuration): GroupingRules => ({
  isAtHome: siteOwnership(configuration.sources),
  grouped: configuration.service.stories,
})
