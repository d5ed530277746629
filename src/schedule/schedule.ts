/** Decides when "who is due?" is asked. Due times themselves live in the store, so every schedule survives a restart. */
export type Schedule = {
  start(): void
  /** Resolves when nothing started by this schedule is running any more. */
  stop(): Promise<void>
}
