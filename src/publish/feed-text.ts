/** A feed document cut where its entries begin and end, so that an answer can leave some of them out (RFC 3229, `feed`). */
export type Pieces = {
  readonly head: string
  /** In the order of the document. */
  readonly entries: readonly string[]
  /** What stands between two entries. */
  readonly between: string
  readonly tail: string
}

export const whole = ({ head, entries, between, tail }: Pieces): string => {
  let text = head
  for (const [index, entry] of entries.entries()) text += index === 0 ? entry : between + entry
  return text + tail
}
