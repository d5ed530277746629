/** Forms of a word, by language: `ministers` is one of `minister` in English, `Verordnungen` of `Verordnung` in German. */
import { stemmer as arabic } from '@orama/stemmers/arabic'
import { stemmer as armenian } from '@orama/stemmers/armenian'
import { stemmer as bulgarian } from '@orama/stemmers/bulgarian'
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as greek } from '@orama/stemmers/greek'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as hindi } from '@orama/stemmers/indian'
import { stemmer as indonesian } from '@orama/stemmers/indonesian'
import { stemmer as irish } from '@orama/stemmers/irish'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as lithuanian } from '@orama/stemmers/lithuanian'
import { stemmer as nepali } from '@orama/stemmers/nepali'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as tamil } from '@orama/stemmers/tamil'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian'
import type { LanguageTag } from '../model/ids.ts'

/** All words of a language that are forms of one word: they have its stem, and begin with one of `prefixes`. */
export type WordForms = {
  /** No prefix begins with another. */
  readonly prefixes: readonly string[]
  /** The most letters of a form. */
  readonly longest: number
  readonly has: (word: string) => boolean
}

/**
 * The forms of a search word (as `searchText` writes words) in texts of a language; null: none but itself, since the language has no
 * endings that are known here, or the word is too short or in another script. Itself is one of them.
 */
export const formsOf = (word: string, language: LanguageTag): WordForms | null => {
  const inflection = INFLECTIONS.get(baseOf(language))
  if (inflection === undefined || word.length < FEWEST_LETTERS || !inflection.script.test(word)) return null
  const { leading, changes } = inflection
  const stem = stemIn(inflection, word)
  const shared = leading.length > 0 && word.includes(stem) ? stem : sharedStart(word, stem)
  const core = shared.slice(0, Math.max(FEWEST_LETTERS, shared.length - changes))
  if (core.length < FEWEST_LETTERS) return null
  const prefixes = shortest(['', ...leading].map((prefix) => prefix + core))
  const longest = word.length + MOST_LONGER
  const has = (other: string): boolean =>
    other === word ||
    (other.length <= longest && prefixes.some((start) => other.startsWith(start)) && stemIn(inflection, other) === stem)
  return { prefixes, longest, has }
}

/** The base language of a tag, `pt` of `pt-BR`. Words of two tags with the same base have the same forms. */
export const baseOf = (language: LanguageTag): string => language.split('-', 1)[0] ?? language

/** The fewest letters of a word that has forms: shorter words are abbreviations, or have too many related words. */
const FEWEST_LETTERS = 3
/** By how many letters a form is longer than the word, at most. */
const MOST_LONGER = 6

type Inflection = {
  readonly stem: (word: string) => string
  /** Letters of the language: a word with others has no forms in it. */
  readonly script: RegExp
  /**
   * Changes made before stemming, since search words have no accents and the stemmer does not know some plurals. The first one that matches
   * is applied.
   */
  readonly repairs: readonly (readonly [RegExp, string])[]
  /** Words that only look as if they ended, or began, in an affix. */
  readonly roots: readonly string[]
  /** Prefixes that a form may have before its stem. */
  readonly leading: readonly string[]
  /** How many of the last letters of the stem may differ in a form: `digital`, `digitais`. */
  readonly changes: number
}

const stemIn = ({ stem, repairs, roots }: Inflection, word: string): string => {
  const repair = repairs.find(([pattern]) => pattern.test(word))
  const repaired = repair === undefined ? word : word.replace(repair[0], repair[1])
  return roots.includes(repaired) ? repaired : stem(repaired)
}

const sharedStart = (one: string, other: string): string => {
  let size = 0
  while (size < one.length && one[size] === other[size]) size += 1
  return one.slice(0, size)
}

const shortest = (starts: readonly string[]): readonly string[] =>
  starts.filter((start, index) => !starts.some((other, at) => at !== index && start.startsWith(other)))

const LATIN = /^\p{sc=Latin}+$/u
const CYRILLIC = /^\p{sc=Cyrillic}+$/u
const DEVANAGARI = /^[\p{sc=Devanagari}]+$/u
const ARABIC = /^\p{sc=Arabic}+$/u

const inflection = (stem: Inflection['stem'], script: RegExp, more: Partial<Inflection> = {}): Inflection => ({
  repairs: [],
  roots: [],
  leading: [],
  changes: 1,
  ...more,
  stem,
  script,
})

/** And, with, for, like, so: written as one with the noun after them. (With an article they are left out of the index.) */
const ARABIC_LEADING = ['و', 'ف', 'ب', 'ل', 'ك']
const INDONESIAN_LEADING = 'ber di ke ter se per pe pem pen peng peny me mem men meng meny memper diper keber pember'.split(' ')

const INFLECTIONS: ReadonlyMap<string, Inflection> = new Map([
  ['ar', inflection(arabic, ARABIC, { repairs: [[/^(.{2,})ات$/u, '$1ه']], leading: ARABIC_LEADING, changes: 0 })],
  ['bg', inflection(bulgarian, CYRILLIC)],
  ['da', inflection(danish, LATIN)],
  ['de', inflection(german, LATIN)],
  ['el', inflection(greek, /^\p{sc=Greek}+$/u)],
  [
    'en',
    inflection(english, LATIN, {
      repairs: [[/^(authorit|universit)ies$/, '$1y']],
      roots: ['news', 'bias', 'atlas', 'cosmos', 'andes', 'authority', 'university'],
    }),
  ],
  ['es', inflection(spanish, LATIN, { repairs: [[/([csx])ion$/, '$1ión']] })],
  ['fi', inflection(finnish, LATIN)],
  [
    'fr',
    inflection(french, LATIN, {
      repairs: [
        [/iere(s?)$/, 'ière$1'],
        [/^(l|empl|tourn|env)ois$/, '$1oi'],
      ],
    }),
  ],
  ['ga', inflection(irish, LATIN)],
  ['hi', inflection(hindi, DEVANAGARI)],
  ['hu', inflection(hungarian, LATIN)],
  ['hy', inflection(armenian, /^\p{sc=Armenian}+$/u)],
  ['id', inflection(indonesian, LATIN, { roots: ['menteri'], leading: INDONESIAN_LEADING, changes: 0 })],
  ['it', inflection(italian, LATIN)],
  ['lt', inflection(lithuanian, LATIN)],
  ['nb', inflection(norwegian, LATIN)],
  ['ne', inflection(nepali, DEVANAGARI)],
  ['nl', inflection(dutch, LATIN)],
  ['nn', inflection(norwegian, LATIN)],
  ['no', inflection(norwegian, LATIN)],
  [
    'pt',
    inflection(portuguese, LATIN, {
      repairs: [
        [/c(ao|oes)$/, 'ção'],
        [/(ao|aos|oes)$/, 'ão'],
        [/(..[aou])is$/, '$1l'],
        [/^(l|r)eis$/, '$1ei'],
      ],
    }),
  ],
  ['ro', inflection(romanian, LATIN)],
  ['ru', inflection(russian, CYRILLIC)],
  ['sv', inflection(swedish, LATIN)],
  ['ta', inflection(tamil, /^\p{sc=Tamil}+$/u)],
  ['tr', inflection(turkish, LATIN)],
  ['uk', inflection(ukrainian, CYRILLIC)],
])
