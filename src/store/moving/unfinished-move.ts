import { StoreError } from '../ports/store.ts'

/** Stands in a store that is being filled from another, with the command that does it; gone when the store is complete. */
export const MOVE_NOTE = 'store-move.under-way'

/** `command`: what a store has under MOVE_NOTE. Throws StoreError where it does not hold all of a store yet. */
export const refuseUnfinishedMove = (command: string | null): void => {
  if (command === null) return
  throw new StoreError(
    `This store is incomplete: another one was being moved into it, and that has not come to its end. Run "${command}" again; it starts anew.`,
  )
}
