import type { Evidence } from '../../model/article.ts'

/** 1 where a text is not looked at. */
export type Mask = Uint8Array

/** Where a title and, a line below, a text show what is known. */
export const maskOf = (title: string, length: number, known: readonly Evidence[]): Mask => {
  const mask = new Uint8Array(length)
  const spans = known
    .map(({ field, start, end }) => {
      const from = field === 'title' ? 0 : title.length + 1
      return { start: from + start, end: from + end }
    })
    .filter(({ start }) => start < length)
  let last = 0
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    if (start < last) continue
    mask.fill(1, start, end)
    last = end
  }
  return mask
}

export const NO_MASK: Mask = new Uint8Array(0)
