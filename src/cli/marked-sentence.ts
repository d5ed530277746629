import type { Evidence } from '../model/article.ts'

/** How much of a long sentence is shown on each side of the deciding word. */
const AROUND = 60

/** The words around a piece of evidence, the deciding one marked. */
export const sentenceAround = (
  article: { readonly title: string; readonly text: string },
  { field, start, end, kind }: Evidence,
  mark: (text: string) => string,
): string => {
  const whole = article[field]
  const from = Math.max(start - AROUND, sentenceStart(whole, start))
  const to = Math.min(end + AROUND, sentenceEnd(whole, end))
  const before = `${from > 0 && from === start - AROUND ? '…' : ''}${whole.slice(from, start)}`
  const after = `${whole.slice(end, to)}${to < whole.length && to === end + AROUND ? '…' : ''}`
  return `${field}, ${kind}: ${before}${mark(whole.slice(start, end))}${after}`.replaceAll(/\s+/g, ' ')
}

const ENDING = /[.!?。！？।؟\n]/

const sentenceStart = (text: string, at: number): number => {
  for (let index = at - 1; index >= 0; index -= 1) if (ENDING.test(text.charAt(index))) return index + 1
  return 0
}

const sentenceEnd = (text: string, at: number): number => {
  for (let index = at; index < text.length; index += 1) if (ENDING.test(text.charAt(index))) return index + 1
  return text.length
}
