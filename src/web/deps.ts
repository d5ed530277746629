import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { PushEndpoints } from '../model/push.ts'
import type { SourceFailure } from '../model/source.ts'
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

/** Everything the web needs from outside: plain values and functions. */
export type WebDeps = {
  readonly store: Store
  /** The configuration in force. The same object until it is reloaded: renderings are cached by its identity. */
  readonly configuration: () => Configuration
  /** Of the last failed reload; empty once one succeeds. */
  readonly problems: () => readonly ConfigProblem[]
  readonly poll: {
    /** Null: somebody else is polling it right now, or it is not polled. With `wait` false it may answer at once with null. `elsewhere`: another
     * process polls it soon, and tells nobody here what comes of it. */
    source(id: SourceId, wait: boolean): Promise<PollSummary | 'elsewhere' | null>
    /** `elsewhere`: others poll all of them. */
    all(wait: boolean): Promise<readonly PollSummary[] | 'elsewhere'>
  }
  /** Null: nothing is pushed, either way. */
  readonly push: PushEndpoints | null
  /** Where readers reach us, without a trailing slash; null: as the Host header says. */
  readonly publicUrl: string | null
  /** Does this key open this private feed? */
  readonly opens: (feed: string, key: string) => boolean | Promise<boolean>
  /** Null: what needs it is refused. */
  readonly adminToken: string | null
  readonly now: () => Instant
  readonly log: (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void
  /** The service's own metrics in Prometheus' text form, put before those of the web. */
  readonly metrics: { text(): Promise<string> } | null
  readonly version: string
  readonly ready: () => Promise<Readiness>
}
