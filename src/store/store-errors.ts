/** What the store throws when the world, not the program, is at fault. */

/**
 * Thrown by an engine on opening: another process uses the data folder, or the database is corrupt or from a newer version. Thrown on writing
 * while the disk is full (see `health`); reading goes on, and claims return nothing.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** The database server cannot be used now. `isLasting`: waiting does not help. */
export class StoreUnavailable extends StoreError {
  readonly isLasting: boolean
  constructor(message: string, isLasting: boolean) {
    super(message)
    this.isLasting = isLasting
  }
}

/** Another process uses the data folder or the database. */
export class StoreInUse extends StoreError {}

/** This process was stopped or cut off for longer than its lease, and another process may have its duties by now. Nothing is changed. */
export class LeaseLost extends StoreError {}

/** The data folder cannot be created or written to: the setting is wrong. */
export class UnusableFolder extends StoreError {}
