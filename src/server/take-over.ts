import { type ClockError, FAR_OFF_MS } from '../store/set-back-clock.ts'
import type { Instant } from '../model/ids.ts'
import type { Configuration } from '../model/configuration.ts'
import { type Store, StoreError } from '../store/ports/store.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { JUMP_MS, WRITTEN_AT } from './clock.ts'
import type { ProcessDuties } from './duties.ts'
import { configurationMark } from './configuration-mark.ts'
import { CONFIGURED_NOTE } from '../grouping/apply-corrections.ts'
import { noteFeaturesFormat } from '../grouping/rebuild.ts'
import { SWEPT_NOTE } from '../store/retention-rules.ts'
import { applyTakedowns } from './apply-takedowns.ts'
import { noteTaggedBy, taxonomyFingerprint } from './retagging.ts'

/** Brings the store to a configuration: its sources, its corrections, and what it takes down. */
export type TakeOver = {
  readonly takeOver: (configuration: Configuration) => Promise<void>
  /** Does what a full disk kept from being done, if there is room now, and resolves to true then. */
  readonly catchUp: () => Promise<boolean>
}

/** `patient`: a full disk is no reason to reject. */
export type TakeOverParts = {
  readonly store: Store
  readonly clock: Clock
  readonly patient?: boolean
  /** The processes that poll take it over; the one that leads moves due times. */
  readonly duties: Pick<ProcessDuties, 'has' | 'term'>
  /** Hears by how many milliseconds due times have moved, because the clock was set back before the start. */
  readonly clockJumped?: (byMs: number) => void
  /** Hears what the clock shows that all processes go by, before anything is stored by this process's own. */
  readonly sharedClock?: (shows: Instant) => void
  /** Hears that the clock is behind what is stored, and when the last poll was. True: the clock continues from there. */
  readonly clockBehind?: (newest: Instant) => boolean
}

/** Brings the store to the first configuration, and makes what brings it to later ones. */
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
 * A clock that was set back while nothing ran: what is due would wait for the old time to come again. The last poll is the newest instant that
 * is stored; set forward, the clock looks like a long stop, after which everything is due.
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
 * Where the clock was set back by more than a month, what was stored meanwhile may be dated far ahead. Each process that decides by these times does
 * it before it goes on; done again, it changes nothing.
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

/** Corrections that changed are logged; the grouper applies them. Their lines and notes may change without a correction changing. */
const logCorrections = async (store: Store, { corrections }: Configuration, now: number): Promise<void> => {
  const wanted = corrections.length === 0 ? null : JSON.stringify(corrections)
  if (wanted !== (await store.note(CONFIGURED_NOTE))) await store.appendOverride(CONFIGURED_NOTE, wanted, now)
}

/** What comes will be tagged by this taxonomy, its features stored in today's form, and no older for retention than from now on. */
const noteBeginning = async (store: Store, { taxonomy }: Configuration, now: Instant): Promise<void> => {
  await store.setNote(SWEPT_NOTE, String(now))
  await noteTaggedBy(store, taxonomyFingerprint(taxonomy))
  await noteFeaturesFormat(store)
}
