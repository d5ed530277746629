import type { Evidence } from '../model/article.ts'

type Texts = { readonly title: string; readonly text: string }

/** How many characters of a long sentence are shown on each side of the deciding word. */
const AROUND = 60

export const sentenceAround = (article: Texts, { field, start, end }: Evidence, mark: (text: string) => string): string => {
  const whole = article[field]
  const from = Math.max(start - AROUND, sentenceStart(whole, start))
  const to = Math.min(end + AROUND, sentenceEnd(whole, end))
  const before = `${from > 0 && from === start - AROUND ? '…' : ''}${whole.slice(from, start)}`
  const after = `${whole.slice(end, to)}${to < whole.length && to === end + AROUND ? '…' : ''}`
  return `${before}${mark(whole.slice(start, end))}${after}`.replaceAll(/\s+/g, ' ').trim()
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
