import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Instant, LanguageTag, SourceId } from '../model/ids.ts'
import type { PushEndpoints } from '../model/push.ts'
import type { VectorOf } from '../model/sentence-vector.ts'
import type { SourceFailure } from '../model/source.ts'
import type { TopicTrial } from '../model/topic-trial.ts'
import type { Store } from '../store/ports/store.ts'

/** The outcome of one poll, as `POST …/poll?wait=1` reports it. */
export type PollSummary = {
  readonly source: SourceId
  readonly outcome: 'read' | 'unchanged' | 'failed'
  readonly added: number
  readonly revised: number
  readonly failure: SourceFailure | null
}

export type Readiness = { readonly ok: boolean; readonly reasons: readonly string[] }

/** What came of an answer to a trial; `why`: the file could not be written. */
export type TrialAnswered =
  | {
      readonly saved: true
      readonly example: {
        readonly text: string
        readonly language: LanguageTag
        readonly was: number
        readonly isRight: boolean
      }
    }
  | { readonly saved: false; readonly why: string }

export type DumpFiles = {
  /** A line a file, as `sha256sum` writes it, the oldest day first. */
  checksums(): Promise<string>
  /** `day` as `2026-11-30`; null: there is none. */
  read(day: string): Promise<Uint8Array | null>
}

/** Everything the web needs from outside: plain values and functions. */
export type WebDeps = {
  readonly store: Store
  /** The configuration in force. The same object until it is reloaded: the cache of responses compares it by identity. */
  readonly configuration: () => Configuration
  /** The problems of the last reload if it failed; empty once a reload succeeds. */
  readonly problems: () => readonly ConfigProblem[]
  readonly poll: {
    /**
     * Null: another poll of this source is running, the source is not polled, or `wait` is false. `elsewhere`: another process will poll it
     * soon, and this process does not learn the result.
     */
    source(id: SourceId, wait: boolean): Promise<PollSummary | 'elsewhere' | null>
    /** `elsewhere`: other processes poll all the sources. */
    all(wait: boolean): Promise<readonly PollSummary[] | 'elsewhere'>
  }
  readonly trials: {
    of(topic: string): Promise<TopicTrial | null>
    /** Makes an article of the last month an example of a topic, and resolves when it is in force; null: there is no such topic or article. */
    answer(topic: string, article: string, isRight: boolean): Promise<TrialAnswered | null>
  }
  /** Null: WebSub is off, as hub and as subscriber. */
  readonly push: PushEndpoints | null
  /** The address at which readers use this service, without a trailing slash; null: the Host header decides. */
  readonly publicUrl: string | null
  readonly opens: (feed: string, key: string) => boolean | Promise<boolean>
  /** Null: requests that need it are refused. */
  readonly adminToken: string | null
  readonly now: () => Instant
  /** Milliseconds since the service's main thread last had a turn. */
  readonly silentMs: () => number
  readonly vectorOf: VectorOf
  readonly log: (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void
  /** The service's own metrics in the Prometheus text format; they come before those of the web. */
  readonly metrics: { text(): Promise<string> } | null
  readonly dumps: DumpFiles
  readonly version: string
  readonly ready: () => Promise<Readiness>
}
