/** The virtual clock of simulated-polling.ts goes on by so much. */
export const STEP_MS = 500
