import type { Beginnings } from './beginnings.ts'

/** Offsets in a text at which sentences end, ascending; the last is the text's length. */
export const sentenceEnds = ({ text, units }: Pick<Beginnings, 'text' | 'units'>): readonly number[] => {
  const ends: number[] = []
  for (let at = 0; at < text.length; at++) {
    const kind = kinds[units[at] ?? 0] ?? 0
    if (kind === ENDER || (kind === STOP && endsSentence(text, at))) ends.push(at + 1)
  }
  if (ends.at(-1) !== text.length) ends.push(text.length)
  return ends
}

const SPACE = 32
const LINE_FEED = 10
const ENDER = 1
const STOP = 2
const kinds = new Uint8Array(0x1_0000)
/** ! ? and the full stops of Chinese, Hindi, Urdu, Arabic and Amharic. */
for (const mark of '!?。।॥۔؟።｡\n') kinds[mark.charCodeAt(0)] = ENDER
kinds[0x2e] = STOP

/** «Mr. », «U.S. », «no. 5»: a stop after a short word rarely ends a sentence; a number in front of it may. */
const endsSentence = (text: string, at: number): boolean => {
  const after = text.charCodeAt(at + 1)
  return (
    (Number.isNaN(after) || after === SPACE || after === LINE_FEED) &&
    !/(^|[\s.(])[\p{L}]{1,3}$/u.test(text.slice(Math.max(0, at - 4), at))
  )
}
