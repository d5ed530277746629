import type { Logger } from 'pino'
import type { Instant } from '../model/ids.ts'
import type { App } from '../server.ts'
import { type ClockError, FAR_OFF_MS } from '../store/set-back-clock.ts'
import { JUMP_MS, type SteadyClock, WRITTEN_AT } from './clock.ts'
import { logClockBehind, logClockJump, logClockSet } from './log-events.ts'
import { setBackTimes } from './take-over.ts'

type Parts = {
  readonly app: Pick<App, 'store' | 'duties' | 'forgetIndex'>
  readonly clock: SteadyClock
  readonly log: Logger
}

/**
 * Where the machine's clock was set, moves the due times with it and follows it. It waits where that clock is behind what is stored, since it may soon
 * be corrected, and does not follow while that clock shows a time before this program was written.
 */
export const followMachineClock = async ({ app, clock, log }: Parts): Promise<void> => {
  const jump = clock.behind()
  const isWaiting = clock.isWaiting()
  if (jump < -FAR_OFF_MS && isWaiting) return
  // At the end of a wait this is no jump, so due times stay: the time has passed while the machine was off.
  if (isWaiting && jump > 0) logClockSet(log, jump)
  else if (Math.abs(jump) > JUMP_MS) {
    const now = clock.now() + jump
    // A grouping plan that was made with the old times is committed first.
    const setBack = async (at: Instant): Promise<ClockError | null> =>
      await app.forgetIndex(async () => await app.store.setBack(at))
    const error = await setBackTimes({ setBack, duties: app.duties }, jump, now)
    if (error === 'behind' && clock.wait()) return logClockBehind(log, -jump)
    if (error === 'behind' && now < WRITTEN_AT) return
    // Only the leader moves the due times.
    if (app.duties.term('jobs') !== null) {
      await app.store.shiftDue(jump)
      logClockJump(log, jump)
    }
  }
  clock.follow()
}
