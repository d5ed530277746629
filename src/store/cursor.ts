import type { Cursor } from './store.ts'

/** A cursor as it stands in a URL: letters, digits and hyphens only. */
export const cursorText = ({ at, id }: Cursor): string => `${at.toString(36)}-${id}`

/** Null: not a cursor of ours. */
export const parseCursor = (text: string): Cursor | null => {
  const match = /^(-?[0-9a-z]{1,11})-([a-z0-9]{1,64})$/.exec(text)
  if (match === null) return null
  const at = Number.parseInt(match[1] ?? '', 36)
  return Number.isSafeInteger(at) ? { at, id: match[2] ?? '' } : null
}
