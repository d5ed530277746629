import { StoreError } from '../ports/store.ts'

/** The note of a store that is being filled from another one: the command of the move. Deleted when the store is complete. */
export const MOVE_NOTE = 'store-move.under-way'

/** `command`: the value of the note MOVE_NOTE. Throws StoreError if it is not null, because the store is incomplete. */
export const refuseUnfinishedMove = (command: string | null): void => {
  if (command === null) return
  throw new StoreError(
    `This store is incomplete: another one was being moved into it, and that has not come to its end. Run "${command}" again; it starts anew.`,
  )
}
