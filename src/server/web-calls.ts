/** What the main thread and the thread that answers readers ask of each other. */
import type { ListenOptions, Places } from '../config/process-settings.ts'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { PushAnswer, PushedBody } from '../model/push.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'
import type { ReceivedTaxonomy } from '../model/shared-lexicons.ts'
import type { TopicTrial } from '../model/topic-trial.ts'
import type { StoreHealth } from '../store/ports/store.ts'
import type { PollSummary, Readiness, TrialAnswered, WebDeps } from '../web/deps.ts'

/** What the thread cannot see for itself; sent again when it changes. */
export type WebState = {
  readonly configuration: Omit<Configuration, 'taxonomy'> & { readonly taxonomy: ReceivedTaxonomy }
  readonly problems: readonly ConfigProblem[]
  /** Null: WebSub is off. */
  readonly push: { readonly hubUrl: string | null; readonly maxBytes: number } | null
}

export type WebThreadData = {
  readonly places: Places
  readonly listenOptions: ListenOptions
  /** False: only health and metrics are answered. */
  readonly isWeb: boolean
  readonly isShared: boolean
  /** How many files and connections the process may open. */
  readonly descriptors: number
  readonly clock: SharedArrayBuffer
  readonly state: WebState
}

/** An own feed as the hub gets it. */
export type OwnAnswer = {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
}

export type WebCalls = {
  /** Resolves to the address. Rejects where it can't be listened on. */
  readonly listen: () => Promise<string>
  readonly apply: (state: WebState) => Promise<void>
  readonly fetchOwn: (url: string) => Promise<OwnAnswer>
  readonly close: () => Promise<void>
}

/** What the main thread does for readers: poll, write, encode. */
export type MainCalls = {
  readonly pollSource: (id: SourceId, wait: boolean) => Promise<PollSummary | 'elsewhere' | null>
  readonly pollAll: (wait: boolean) => Promise<readonly PollSummary[] | 'elsewhere'>
  readonly tryTopic: (topic: string) => Promise<TopicTrial | null>
  readonly answerTrial: (topic: string, article: string, isRight: boolean) => Promise<TrialAnswered | null>
  readonly hub: (form: string) => Promise<PushAnswer>
  readonly verifyPush: (id: string, query: string) => Promise<PushAnswer>
  readonly expectsPush: (id: string) => Promise<boolean>
  readonly receivePush: (id: string, body: PushedBody) => Promise<PushAnswer>
  readonly vectorOf: (text: string) => Promise<SentenceVector | null>
  readonly log: (...line: Parameters<WebDeps['log']>) => void
  readonly metrics: () => Promise<string>
  readonly ready: () => Promise<Readiness>
  readonly health: () => Promise<StoreHealth>
  readonly damaged: (damage: string) => Promise<void>
  readonly endReader: (token: string, at: Instant) => Promise<void>
}
