import { normalForm } from '../../lib/normal-form.ts'
import { beginningsOf } from './beginnings.ts'
import { type Start, findTerms } from './find-terms.ts'
import { type Field, type Found, createFinding } from './found.ts'
import { sentenceEnds } from './sentences.ts'
import type { Term } from './term.ts'
import { KINDS, LETTERS, PREFIXED } from './uses.ts'
import type { Vocabularies } from './vocabularies.ts'

/** A text that is read: only its beginning says what an article is about. */
export const TEXT_LIMIT = 3_000
const TITLE_LIMIT = 500

/** Every listed word of these vocabularies in an article's title and text. */
export const readText = (title: string, text: string, vocabularies: Vocabularies): Found => {
  const found = createFinding()
  const headlineInText = title.trim() === ''
  readField(found, { original: title.slice(0, TITLE_LIMIT), field: 'title', headline: () => true, vocabularies })
  readField(found, {
    original: text.slice(0, TEXT_LIMIT),
    field: 'text',
    headline: (sentence) => headlineInText && sentence === 0,
    vocabularies,
  })
  return found
}

type Finding = ReturnType<typeof createFinding>

type Reading = {
  readonly original: string
  readonly field: Field
  readonly headline: (sentence: number) => boolean
  readonly vocabularies: Vocabularies
}

const readField = (found: Finding, { original, field, headline, vocabularies }: Reading): void => {
  if (original === '') return
  const respell = vocabularies.all.find((vocabulary) => vocabulary.respell !== null)?.respell ?? null
  const form = normalForm(respell === null ? original : respell(original))
  const ends = sentenceEnds(form.text)
  const starts = beginningsOf(form.text, vocabularies.heads)
  const shouting = once(() => isShouting(original.slice(0, 200)))
  for (const vocabulary of vocabularies.all) {
    // Words are reported in the order of their beginnings.
    let sentence = 0
    findTerms(starts, vocabulary.index, (key, from, to, begin) => {
      while (from >= (ends[sentence] ?? Infinity)) sentence++
      const start = form.at(from)
      const end = form.at(to)
      const uses = begin === 'inside' ? vocabulary.floating : vocabulary.anchored
      for (let use = uses.firsts[key] ?? 0; use < (uses.firsts[key + 1] ?? 0); use++) {
        const marks = uses.marks[use] ?? 0
        if (begin === 'prefixed' && (marks & PREFIXED) === 0) continue
        if ((marks & LETTERS) !== 0 && !hasItsLetters(uses.termOf(use), original, { start, end, begin, shouting })) continue
        found.add({
          kind: KINDS[uses.kinds[use] ?? 0] ?? 'weak',
          target: uses.targets[use] ?? 0,
          uses,
          use,
          vocabulary,
          field,
          start,
          end,
          sentence,
          headline: headline(sentence),
        })
      }
    })
  }
}

/** Worked out when first asked for. */
const once = (work: () => boolean): (() => boolean) => {
  let known: boolean | undefined
  return () => (known ??= work())
}

type Place = { readonly start: number; readonly end: number; readonly begin: Start; readonly shouting: () => boolean }

const hasItsLetters = (term: Term, original: string, { start, end, begin, shouting }: Place): boolean => {
  switch (term.letters) {
    case 'any':
      return true
    case 'capital':
      return begin === 'inside' || isCapital(original.charAt(start))
    case 'written':
      // In a headline all in capitals THE SAT and The sat look alike; IGF-1 is not IGF.
      return (
        original.startsWith(term.raw.replaceAll('*', ''), start) && !/^-\d/.test(original.slice(end, end + 2)) && !shouting()
      )
  }
}

const isCapital = (letter: string): boolean => letter.toLowerCase() !== letter || letter.toUpperCase() === letter

/** All in capitals, and not only an abbreviation among letters that have no capitals. */
const isShouting = (text: string): boolean =>
  text === text.toUpperCase() && 2 * (text.match(/\p{Lu}/gu)?.length ?? 0) > Math.max(text.length, 30)
