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
 * Moves what is due with the machine's clock where that was set, and follows it. Not yet where that is behind what is stored: it may soon be set right.
 * Not at all while it shows a time before this program was written.
 */
export const followMachineClock = async ({ app, clock, log }: Parts): Promise<void> => {
  const jump = clock.behind()
  const isWaiting = clock.isWaiting()
  if (jump < -FAR_OFF_MS && isWaiting) return
  // At the end of a wait that is no jump: the time has passed while the machine was off.
  if (isWaiting && jump > 0) logClockSet(log, jump)
  else if (Math.abs(jump) > JUMP_MS) {
    const now = clock.now() + jump
    // A plan that was made of other times is committed before.
    const setBack = async (at: Instant): Promise<ClockError | null> =>
      await app.forgetIndex(async () => await app.store.setBack(at))
    const error = await setBackTimes({ setBack, duties: app.duties }, jump, now)
    if (error === 'behind' && clock.wait()) return logClockBehind(log, -jump)
    if (error === 'behind' && now < WRITTEN_AT) return
    // One for all moves what is due.
    if (app.duties.term('jobs') !== null) {
      await app.store.shiftDue(jump)
      logClockJump(log, jump)
    }
  }
  clock.follow()
}
