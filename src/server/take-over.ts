import { createHash } from 'node:crypto'
import { type ClockError, FAR_OFF_MS } from '../store/set-back-clock.ts'
import type { Instant } from '../model/ids.ts'
import type { Configuration } from '../model/configuration.ts'
import { type Store, StoreError } from '../store/ports/store.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { JUMP_MS, WRITTEN_AT } from './clock.ts'
import type { ProcessDuties } from './duties.ts'
import { CONFIGURED_NOTE } from '../grouping/apply-corrections.ts'
import { SWEPT_NOTE } from '../store/retention-rules.ts'
import { applyTakedowns } from './apply-takedowns.ts'
import { noteTaggedBy, taggedBy, taxonomyFingerprint } from './retagging.ts'

/** Applies a configuration to the store: its sources, corrections and takedowns. */
export type TakeOver = {
  readonly takeOver: (configuration: Configuration) => Promise<void>
  /** Applies the configuration that a full disk prevented from being applied, if there is room now; resolves to true if it did. */
  readonly catchUp: () => Promise<boolean>
}

/** `patient`: if true, a full disk is no reason to reject. */
export type TakeOverParts = {
  readonly store: Store
  readonly clock: Clock
  readonly patient?: boolean
  /** Processes in the role `ingest` apply the configuration; the leader in the role `jobs` moves due times. */
  readonly duties: Pick<ProcessDuties, 'has' | 'term'>
  /** Called with the milliseconds by which due times were moved, because the clock was set back before the start. */
  readonly clockJumped?: (byMs: number) => void
  /** Called with the time of the database's clock, which all processes follow, before anything is stored by this process's own clock. */
  readonly sharedClock?: (shows: Instant) => void
  /** Called with the time of the last poll where the clock is behind what is stored. True: the clock continues from that time. */
  readonly clockBehind?: (newest: Instant) => boolean
}

/** Applies the first configuration to the store, and returns what applies later ones. */
export const takeOverFirst = async (first: Configuration, parts: TakeOverParts): Promise<TakeOver> => {
  const made = createTakeOver(parts)
  await made.takeOver(first)
  return made
}

const createTakeOver = (parts: TakeOverParts): TakeOver => {
  const { store, clock, patient = false, duties } = parts
  let waiting: Configuration | null = null
  let hasCaughtUpWithClock = false
  const takeOver = async (configuration: Configuration): Promise<void> => {
    waiting = null
    try {
      await store.processes.setConfiguration(configurationMark(configuration))
      if (!hasCaughtUpWithClock) await followClockSetBack(parts)
      hasCaughtUpWithClock = true
      if (!duties.has('ingest')) return

      await store.syncSources(configuration.sources, clock.now())
      await logCorrections(store, configuration, clock.now())
      await applyTakedowns(store, configuration, clock.now())
      if ((await store.counts()).articles === 0) await noteBeginning(store, configuration, clock.now())
    } catch (error) {
      if (!patient || !(error instanceof StoreError)) throw error
      waiting = configuration
    }
  }
  return {
    takeOver,
    async catchUp() {
      if (waiting === null || !(await store.health()).writable) return false
      await takeOver(waiting)
      return waiting === null
    },
  }
}

/**
 * Moves due times back where the clock was set back while nothing ran: otherwise sources would wait until the old time comes again. The last poll is the
 * newest instant stored. A clock that was set forward can't be told from a long stop, after which everything is due.
 */
const followClockSetBack = async (parts: TakeOverParts): Promise<void> => {
  const { store, clock, duties, clockJumped, clockBehind } = parts
  const shared = await store.processes.sharedClock()
  if (shared !== null) parts.sharedClock?.(shared)
  const polled = await store.newestPoll()
  const newest = polled ?? WRITTEN_AT
  const now = shared ?? clock.now()
  const behind = now - newest
  if (behind >= -JUMP_MS) return
  const setBack = async (at: Instant): Promise<ClockError | null> => await store.setBack(at)
  if ((await setBackTimes({ setBack, duties }, behind, now)) === 'behind' && clockBehind?.(newest) === true) return
  if (polled === null || duties.term('jobs') === null) return
  await store.shiftDue(behind)
  clockJumped?.(behind)
}

/**
 * Where the clock was set back by more than a month, corrects stored times that may be far in the future. Each process that decides by these times calls
 * it before it continues; a second call changes nothing.
 */
export const setBackTimes = async (
  { setBack, duties }: Pick<TakeOverParts, 'duties'> & { readonly setBack: (now: Instant) => Promise<ClockError | null> },
  byMs: number,
  now: Instant,
): Promise<ClockError | null> => {
  if (byMs >= -FAR_OFF_MS) return null
  if (now < WRITTEN_AT) return 'behind'
  return duties.term('jobs') === null && duties.term('grouper') === null ? null : await setBack(now)
}

/** Appends corrections that have changed to the log, from which the grouper applies them. Lines and notes may differ without a change of a correction. */
const logCorrections = async (store: Store, { corrections }: Configuration, now: number): Promise<void> => {
  const wanted = corrections.length === 0 ? null : JSON.stringify(corrections)
  if (wanted !== (await store.note(CONFIGURED_NOTE))) await store.appendOverride(CONFIGURED_NOTE, wanted, now)
}

/**
 * Notes for an empty store: the taxonomy that its articles will be tagged by, and when retention begins. Only the first
 * taxonomy is noted: polls that began with it may be in flight at a reload, or may have stored articles that are not grouped and counted yet.
 */
const noteBeginning = async (store: Store, { taxonomy }: Configuration, now: Instant): Promise<void> => {
  await store.setNote(SWEPT_NOTE, String(now))
  if ((await taggedBy(store)) === null) await noteTaggedBy(store, taxonomyFingerprint(taxonomy))
}

/** A hash of the configuration, 12 hexadecimal digits: processes that share a database should all have the same one. */
export const configurationMark = ({ taxonomy, ...rest }: Configuration): string =>
  createHash('sha256').update(taxonomyFingerprint(taxonomy)).update(JSON.stringify(rest)).digest('hex').slice(0, 12)
