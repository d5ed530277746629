import type { Readable } from 'node:stream'
import type { Clock } from '../model/time-and-chance.ts'
import type { Environment } from '../config/environment.ts'
import { type Places, placesFrom } from '../config/process-settings.ts'
import type { Terminal } from './terminal.ts'

/** All that a command gets from outside: it accesses no clock, environment or stream by itself. */
export type CommandContext = {
  readonly places: Places
  readonly env: Environment
  readonly clock: Clock
  /** Cryptographically secure random bytes. */
  readonly randomBytes: (count: number) => Uint8Array
  readonly stdin: Readable
  readonly terminal: Terminal
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

/** Exit code of a command that a signal interrupted: 128 and the number of SIGINT, as in shells. */
export const INTERRUPTED = 130

export type GlobalFlags = { readonly config?: string; readonly data?: string }

export const contextFrom = (flags: GlobalFlags, outside: Omit<CommandContext, 'places'>): CommandContext => ({
  ...outside,
  places: placesFrom(flags, outside.env),
})
