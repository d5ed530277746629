/** When a publisher's new wording says something else, and where two wordings differ. */
import { normalForm } from './normal-form.ts'

/** What readers may see of an article: plain text. */
export type Wording = { readonly title: string; readonly summary: string }

/**
 * True: headline or excerpt says something else. Case, quotes, punctuation, spaces, entities, the publisher's name behind the headline, and another
 * length of an excerpt that is cut are cosmetic. `publisher`: its names and host.
 */
export const isEdit = (before: Wording, after: Wording, publisher: readonly string[]): boolean =>
  isRetitled(before.title, after.title, publisher) || isRewritten(before.summary, after.summary)

/** True: the headline says something else. */
export const isRetitled = (before: string, after: string, publisher: readonly string[]): boolean => {
  if (before === after) return false
  const [one, other] = [before, after].map((title) => withoutName(decoded(title), publisher.map(letters)))
  return letters(one ?? '') !== letters(other ?? '')
}

const isRewritten = (before: string, after: string): boolean => {
  if (before === after) return false
  const [shorter = '', longer = ''] = [before, after].toSorted((a, b) => a.length - b.length)
  const [start, whole] = [letters(decoded(shorter)), letters(decoded(longer))]
  if (start === whole) return false
  // A feed that shows more of the same text has not edited it, and one that shows none now neither.
  return start !== '' && !(isCut(shorter, longer) && whole.startsWith(start))
}
const CUT = /(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$/u
const MOST_CUT = 120
/** Ends the text before its end? Short ones end where their sentences end. */
const isCut = (shorter: string, longer: string): boolean =>
  CUT.test(shorter) || (shorter.length >= MOST_CUT && longer.length > shorter.length)

const letters = (text: string): string => normalForm(text).text.replaceAll(/[^\p{L}\p{M}\p{N}%$€£¥+]/gu, '')

const ENTITY =
  /&(?:amp;)?(?:(quot|apos|amp|lt|gt|nbsp|ndash|mdash|lsquo|rsquo|ldquo|rdquo|hellip)|#(\d{2,6})|#x([0-9a-f]{2,5}));/gi
/** Entities that a publisher has escaped twice are signs. */
const decoded = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(ENTITY, (_, name: string | undefined, decimal: string | undefined, hexadecimal: string | undefined) => {
        if (name !== undefined) return ' '
        const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '20', 16) : Number(decimal)
        return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' '
      })
    : text

const SEPARATORS = /\s[|–—·:•/-]\s|[|｜–—_]/gu
/** The headline without the publisher's name before or behind it, such as "… | The Gazette". */
const withoutName = (title: string, names: readonly string[]): string => {
  const cuts = [...title.matchAll(SEPARATORS)]
  const isName = (part: string): boolean => {
    const written = letters(part)
    return written.length > 1 && names.some((name) => name.length > 1 && (name.includes(written) || written.includes(name)))
  }
  const [first, last] = [cuts[0], cuts.at(-1)]
  if (last !== undefined && isName(title.slice(last.index + last[0].length))) return title.slice(0, last.index)
  if (first !== undefined && isName(title.slice(0, first.index))) return title.slice(first.index + first[0].length)
  return title
}

export type Change = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }

const PIECE = /[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]/gu
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]+$/u
/** Longer texts are shown whole, the old one and then the new one. */
const MOST_PIECES = 400

/** What was removed and added, word by word; in scripts without spaces, character by character. */
export const changesBetween = (before: string, after: string): readonly Change[] => {
  const [old, young] = [piecesOf(before), piecesOf(after)]
  if (old.length > MOST_PIECES || young.length > MOST_PIECES)
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ]
  return together(longestCommon(old, young))
}

const piecesOf = (text: string): readonly string[] =>
  Array.from(text.matchAll(PIECE), ([piece]) => piece).flatMap((piece) => (UNSPACED.test(piece) ? Array.from(piece) : [piece]))

/** By the longest common subsequence. */
const longestCommon = (old: readonly string[], young: readonly string[]): readonly Change[] => {
  const width = young.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = young.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        old[row] === young[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0)
  const changes: Change[] = []
  let [row, column] = [0, 0]
  while (row < old.length || column < young.length) {
    const [removed, added] = [old[row], young[column]]
    if (removed !== undefined && removed === added) {
      changes.push({ kind: 'same', text: removed })
      row += 1
      column += 1
    } else if (
      removed !== undefined &&
      (added === undefined || (lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0))
    ) {
      changes.push({ kind: 'removed', text: removed })
      row += 1
    } else {
      changes.push({ kind: 'added', text: added ?? '' })
      column += 1
    }
  }
  return changes
}

/** Neighbours of a kind as one; a space between two changed words is changed with them. */
const together = (changes: readonly Change[]): readonly Change[] => {
  const whole: Change[] = []
  let [removed, added] = ['', '']
  const flush = (): void => {
    if (removed !== '') whole.push({ kind: 'removed', text: removed })
    if (added !== '') whole.push({ kind: 'added', text: added })
    ;[removed, added] = ['', '']
  }
  for (const [nth, { kind, text }] of changes.entries()) {
    if (kind === 'removed') removed += text
    else if (kind === 'added') added += text
    else if (text === ' ' && removed + added !== '' && changes[nth + 1]?.kind !== 'same' && nth + 1 < changes.length) {
      removed += text
      added += text
    } else {
      flush()
      const last = whole.at(-1)
      if (last?.kind === 'same') whole[whole.length - 1] = { kind, text: last.text + text }
      else whole.push({ kind, text })
    }
  }
  flush()
  return whole
}
