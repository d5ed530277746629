/** Finds the words of `counted.json` in a normal form: what is counted, of whom, and how exactly. */
import type { LanguageTag } from '../model/ids.ts'
import { createNormalizer } from '../text/normal-form.ts'
import written from '../words/counted.json' with { type: 'json' }
import small from '../words/small-words.json' with { type: 'json' }

export type Thing = keyof typeof written.things
export const THINGS = Object.keys(written.things) as readonly Thing[]

/** `people`: whom a number counts; `time`: it is one of hours, days, years; `least`, `most`, `circa`, `more`: it is a bound; `further`: it is added to others. */
export type Role = Thing | 'people' | 'time' | 'years' | 'least' | 'most' | 'circa' | 'more' | 'further'
export type Outcome = keyof typeof written.outcomes
export type WordAt = Found<Role>
export type OutcomeAt = Found<Outcome>
export type NumeralAt = { readonly value: number; readonly start: number; readonly end: number }

/** Scripts that do not separate words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u
/** Korean particles follow their word without a space. */
const OPEN_ENDED = /^\p{sc=Hangul}/u
const WORD = /[\p{L}\p{M}]+/gu
const ONE_WORD = /^[\p{L}\p{M}]+$/u

type Lists<Of extends string> = {
  readonly whole: ReadonlyMap<string, readonly Of[]>
  readonly open: ReadonlyMap<string, readonly Of[]>
  /** Phrases, and words in scripts that do not separate them. */
  readonly phrases: ReadonlyMap<string, readonly Of[]>
  readonly anyPhrase: RegExp
}

const normalizer = createNormalizer()

const createLists = <Of extends string>(named: Readonly<Record<Of, string>>): Lists<Of> => {
  const [whole, open, phrases] = [new Map<string, Of[]>(), new Map<string, Of[]>(), new Map<string, Of[]>()]
  for (const role of Object.keys(named) as Of[])
    for (const name of named[role].split(' ')) {
      const word = normalizer(name.replaceAll('_', ' ').replaceAll('*', '')).text
      const isWord = ONE_WORD.test(word) && !UNSPACED.test(word)
      const list = isWord ? (name.endsWith('*') || OPEN_ENDED.test(word) ? open : whole) : phrases
      list.set(word, [...(list.get(word) ?? []), role])
    }
  const longestFirst = [...phrases.keys()].toSorted((a, b) => b.length - a.length)
  return { whole, open, phrases, anyPhrase: new RegExp(longestFirst.map((phrase) => RegExp.escape(phrase)).join('|'), 'gu') }
}

type Found<Of> = { readonly roles: readonly Of[]; readonly start: number; readonly end: number }
/** In the order of their starts. */
const wordsIn = <Of extends string>(lists: Lists<Of>, normal: string): readonly Found<Of>[] => {
  const found: Found<Of>[] = []
  for (const { 0: word, index } of normal.matchAll(WORD)) {
    const roles = rolesIn(lists, word)
    if (roles.length > 0) found.push({ roles, start: index, end: index + word.length })
  }
  for (const { 0: phrase, index } of normal.matchAll(lists.anyPhrase)) {
    const end = index + phrase.length
    if (UNSPACED.test(phrase) || (!isLetter(normal.charAt(index - 1)) && !isLetter(normal.charAt(end))))
      found.push({ roles: lists.phrases.get(phrase) ?? [], start: index, end })
  }
  return found.toSorted((a, b) => a.start - b.start)
}

const rolesIn = <Of extends string>({ whole, open }: Lists<Of>, word: string): readonly Of[] => {
  const roles = [...(whole.get(word) ?? [])]
  for (let end = 2; end <= word.length; end += 1) roles.push(...(open.get(word.slice(0, end)) ?? []))
  return roles
}

const { things, people, time, years, least, most, circa, more, further } = written
const COUNTED = createLists<Role>({ ...things, people, time, years, least, most, circa, more, further })
const OUTCOMES = createLists<Outcome>(written.outcomes)
export const countedWordsIn = (normal: string): readonly WordAt[] => wordsIn(COUNTED, normal)
export const outcomesIn = (normal: string): readonly OutcomeAt[] => wordsIn(OUTCOMES, normal)
export const rolesOf = (word: string): readonly Role[] => rolesIn(COUNTED, word)

const isLetter = (character: string): boolean => /^[\p{L}\p{M}]/u.test(character)

/** By language: the numbers from two to twelve. */
const NUMERALS: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries(written.numerals).map(([language, numbers]) => [
    language,
    new Map(
      numbers.split(' ').flatMap((forms, nth) => forms.split('|').map((form) => [normalizer(form).text, nth + 2] as const)),
    ),
  ]),
)

/** Numbers from two to twelve in words; not as parts of longer ones, such as thirty-eight. */
export const numeralsIn = (normal: string, language: LanguageTag): readonly NumeralAt[] => {
  const numerals = NUMERALS.get(primary(language))
  if (numerals === undefined) return []
  return Array.from(normal.matchAll(WORD), ({ 0: word, index }) => ({
    value: numerals.get(word) ?? 0,
    start: index,
    end: index + word.length,
  })).filter(({ value, start, end }) => value > 0 && !HYPHEN.test(normal.charAt(start - 1)) && !HYPHEN.test(normal.charAt(end)))
}
const HYPHEN = /[-‐‑–]/

const SMALL: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(small.words).map(([language, words]) => [language, new Set(words.split(' '))]),
)
/** Is the word one of the language's small words, such as "in"? */
export const isSmallWord = (word: string, language: LanguageTag): boolean => SMALL.get(primary(language))?.has(word) ?? false

const primary = (language: LanguageTag): string => language.split('-')[0] ?? language

const STEM = 5
export const stemOf = (word: string): string => word.slice(0, STEM)

/** The words of a sentence without their endings; in scripts without word spaces, pairs of characters. */
export const stemsOf = (normal: string): ReadonlySet<string> => {
  const stems = new Set<string>()
  for (const [word] of normal.matchAll(WORD))
    if (!UNSPACED.test(word)) {
      if (word.length > 2) stems.add(stemOf(word))
    } else for (let at = 0; at < word.length - 1; at += 1) stems.add(word.slice(at, at + 2))
  return stems
}
