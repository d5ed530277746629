import type { Evidence } from '../../model/article.ts'

/** 1 where a text is not looked at. */
export type Hidden = Uint8Array

/** Working space. */
let hidden: Hidden = new Uint8Array(1_024)

/** Where a title and, a line below, a text show what is known: working space, which tells this until the next is asked for. */
export const hiddenIn = (title: string, length: number, known: readonly Evidence[]): Hidden => {
  if (hidden.length < length) hidden = new Uint8Array(2 * length)
  hidden.fill(0, 0, length)
  const spans = known
    .map(({ field, start, end }) => {
      const from = field === 'title' ? 0 : title.length + 1
      return { start: from + start, end: from + end }
    })
    .filter(({ start }) => start < length)
  let last = 0
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    if (start < last) continue
    hidden.fill(1, start, end)
    last = end
  }
  return hidden
}

export const NOTHING_HIDDEN: Hidden = new Uint8Array(0)
