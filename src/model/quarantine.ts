/**
 * A source whose documents end what reads them, a thread or a whole process, is quarantined: tried again after a day, so that it can't end one
 * process of a fleet after the other.
 */
import { DAY } from '../lib/durations.ts'
import type { Instant } from './ids.ts'
import type { SourceFailure, SourceState } from './source.ts'

/** One crash may be an accident: another source's document, a kill, a machine without memory. */
const CRASHES = 2
export const QUARANTINE_MS = DAY

export type CrashFailure = Extract<SourceFailure, { readonly kind: 'too-hard' }>

type Crashed = Pick<SourceState, 'crashes'> & Partial<Pick<SourceState, 'failure' | 'failures' | 'nextDue'>>

/** What changes in the state of a source whose reading crashed. `detail`: how it ended. */
export const afterCrash = ({ crashes, failures }: SourceState, detail: string, now: Instant): Crashed => {
  if (crashes + 1 < CRASHES) return { crashes: crashes + 1 }
  return {
    crashes: crashes + 1,
    failure: { kind: 'quarantined', detail },
    failures: failures + 1,
    nextDue: now + QUARANTINE_MS,
  }
}

export const isQuarantined = ({ failure, nextDue }: Pick<SourceState, 'failure' | 'nextDue'>, now: Instant): boolean =>
  failure?.kind === 'quarantined' && nextDue > now

const PROCESS_ENDED: SourceFailure = { kind: 'quarantined', detail: 'the process that read it ended' }

/**
 * The same in SQL, for the sources that a process which has ended was reading: they may have ended it. `now`: the parameter. Their leases end.
 */
export const afterCrashSql = (now: string): string => {
  const isSecond = `crashes >= ${CRASHES - 1}`
  return `leased_until = 0, crashes = crashes + 1,
    failure = CASE WHEN ${isSecond} THEN '${JSON.stringify(PROCESS_ENDED)}' ELSE failure END,
    failures = CASE WHEN ${isSecond} THEN failures + 1 ELSE failures END,
    next_due = CASE WHEN ${isSecond} THEN ${now} + ${QUARANTINE_MS} ELSE next_due END`
}
