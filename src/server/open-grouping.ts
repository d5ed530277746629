import { setTimeout as delay } from 'node:timers/promises'
import type { EmbeddingsReport } from '../embeddings/endpoint.ts'
import type { CorrectionReport } from '../grouping/apply-corrections.ts'
import type { GroupingRules } from '../grouping/decide-batch.ts'
import { createLogFollower } from '../grouping/follow-log.ts'
import { createGrouper } from '../grouping/grouper.ts'
import type { SourceRights } from '../ingest/source-rights.ts'
import { MINUTE } from '../lib/durations.ts'
import { repeatInTurn } from '../lib/repeat.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Store } from '../store/ports/store.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { ProcessDuties } from './duties.ts'
import { createEmbeddingsModel, modelRules } from './embeddings-model.ts'
import { openEmbeddings } from './open-embeddings.ts'
import { siteOwnership } from './site-ownership.ts'

type Parts = {
  readonly clock: Clock
  readonly duties: ProcessDuties
  readonly rights: SourceRights
  readonly corrected?: (report: CorrectionReport) => void
  readonly groupingFailed?: (error: unknown) => void
  readonly embedded?: (report: EmbeddingsReport) => void
}

/** How often a process checks what others have appended or published. PostgreSQL's NOTIFY would make their transactions wait for one another. */
const LOOK_MS = 200
/** How long `grouped` waits at most for the grouper of another process. */
const LONGEST_WAIT_MS = MINUTE

/** The grouper, and the follower that runs it whenever the log grows while this process leads. Both outlive reloads of the configuration. */
export const openGrouping = (
  store: Store,
  first: Configuration,
  { clock, duties, rights, corrected = () => {}, groupingFailed = () => {}, embedded = () => {} }: Parts,
) => {
  let rules = rulesOf(first, rights)
  let published = (): void => {}
  const isLeading = (): boolean => duties.term('grouper') !== null
  const model = createEmbeddingsModel(first, { clock, reported: embedded })
  const grouper = createGrouper({
    ...clock,
    store,
    embeddings: openEmbeddings(),
    rules: () => rules,
    askModel: model.ask,
    corrected,
    published: () => published(),
  })
  const follower = createLogFollower({ grouper, isLeading, failed: groupingFailed })
  duties.onChange((change) => {
    if (!('role' in change) || change.role !== 'grouper') return
    if (change.kind === 'leads') follower.poke()
    else void grouper.forget(async () => {})
  })
  const stopWatching = store.processes.isShared
    ? repeatInTurn(
        othersWatch(store, follower.look, () => published()),
        LOOK_MS,
      )
    : async () => {}
  return {
    rebuild: grouper.rebuild,
    forgetIndex: grouper.forget,
    grouped: async (): Promise<void> => await (isLeading() ? follower.caughtUp() : decidedElsewhere(store)),
    group: follower.poke,
    async stop(): Promise<void> {
      await stopWatching()
      // The model is closed last, since the current batch may still wait for its vectors.
      await follower.stop()
      await model.close()
    },
    configure: (configuration: Configuration): void => {
      rules = rulesOf(configuration, rights)
      model.configure(configuration)
    },
    onPublished: (listener: () => void): void => {
      published = listener
    },
  }
}

/** Has the grouper read the log, to which others may have appended, and calls `published` when the edition has changed. */
const othersWatch = (store: Store, lookAtLog: () => void, published: () => void): (() => Promise<void>) => {
  let known: number | null = null
  return async () => {
    lookAtLog()
    const { number } = await store.edition()
    if (known !== null && number !== known) published()
    known = number
  }
}

const decidedElsewhere = async (store: Store): Promise<void> => {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_MS) {
    if ((await store.readLog(1)).length === 0) return
    await delay(LOOK_MS)
  }
}

const rulesOf = (configuration: Configuration, rights: SourceRights): GroupingRules => ({
  isAtHome: siteOwnership(configuration.sources),
  grouped: configuration.service.stories,
  model: modelRules(configuration, rights),
})
