/** Offsets in a normal form at which sentences end, ascending; the last is the text's length. */
export const sentenceEnds = (text: string): readonly number[] => {
  const ends: number[] = []
  for (let at = 0; at < text.length; at++) if (endsSentence(text, at)) ends.push(at + 1)
  if (ends.at(-1) !== text.length) ends.push(text.length)
  return ends
}

const LINE_FEED = 10
const FULL_STOP = 46
/** ! ? and the full stops of Chinese, Hindi, Urdu, Arabic and Amharic. */
const ENDERS: ReadonlySet<number> = new Set(Array.from('!?。।॥۔؟።｡\n', (mark) => mark.charCodeAt(0)))

const endsSentence = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at)
  if (unit !== FULL_STOP) return ENDERS.has(unit)
  const after = text.charCodeAt(at + 1)
  // «Mr. », «U.S. », «no. 5»: a stop after a short word rarely ends a sentence; a number in front of it may.
  return (
    (Number.isNaN(after) || after === 32 || after === LINE_FEED) &&
    !/(^|[\s.(])[\p{L}]{1,3}$/u.test(text.slice(Math.max(0, at - 4), at))
  )
}
