import { createWordMemory } from './word-memory.ts'
import small from '../../words/small-words.json' with { type: 'json' }

/** Endings and beginnings of words that tell languages apart, by script. */
const LATIN_SHAPES: readonly (readonly [shape: RegExp, languages: string])[] = [
  [/(?:sjon(?:en|er|ene|s)?|[^aeiouyæøå]het(?:en|er)?)$|øy|(?<!s)kj\p{L}/u, 'nb nn'],
  [/(?:tion(?:en|er|erne)?|hed(?:en|er|s)?|(?:er)?ede|\p{L}ej(?:e|er|en)?|[øuoa]gt(?:e|er)?)$|øj/u, 'da'],
  [/(?:ast|ane|inga|lege?|heita?|sjonar)$/u, 'nn'],
  [/ij/u, 'nl'],
  [/ção|ões|ãos?$|nh|lh/u, 'pt'],
  [/(?:cións|sións|\p{L}{3}eiro|unha)$|^x[eou]\p{L}/u, 'gl'],
  [/[cs]ión$/u, 'es gl'],
  [/(?:[cs]iones|\p{L}{2}dad|\p{L}ieron)$/u, 'es'],
  [/dades?$/u, 'pt gl'],
  [/(?:ció|cions|\p{L}{3}itat|\p{L}{2}ment|ny)$|l·l/u, 'ca'],
  [/(?:zion[ei]|\p{L}ità|\p{L}mente|gli)$/u, 'it'],
  [/(?:ului|iilor|elor)$/u, 'ro'],
  [/(?:ých|ého|ému)$/u, 'cs sk'],
  [/(?:itas|asi)$/u, 'id'],
  [/(?:iti|syen|sebut)$/u, 'ms'],
  [/(?:mest[oaui]|reči?)$|vre?me|(?:sved|pred)\p{L}/u, 'sr-Latn'],
  [/\p{L}ije\p{L}/u, 'hr bs'],
]
const OTHER_SHAPES: typeof LATIN_SHAPES = [
  [/(?:ият|ът|ата|ите|ото)$|[^р]ъ\p{L}/u, 'bg'],
  [/(?:иот|ата|ите|ото)$/u, 'mk'],
  [/^ال/u, 'ar'],
  [/(?:च्या|ांनी|ातील|ण्यात)$/u, 'mr'],
  [/(?:को|मा|ले|का|हरू|लाई)$/u, 'ne'],
]

/** For each small word, the languages that have it, separated by spaces. */
const speakers = new Map<string, string>()
for (const [language, words] of Object.entries(small.words)) {
  for (const word of new Set(words.split(' '))) {
    const others = speakers.get(word)
    speakers.set(word, others === undefined ? language : `${others} ${language}`)
  }
}
const languagesOfLetter = new Map<string, readonly string[]>()
for (const [letters, languages] of Object.entries(small.letters)) {
  for (const letter of letters) languagesOfLetter.set(letter, languages.split(' '))
}

/** For each language, how many words of a lower-case text are its own, by list or by shape. */
export type WordVotes = (lowerCased: string) => ReadonlyMap<string, number>

export const createWordVotes = (): WordVotes => {
  const languagesOfWords = createWordMemory(knownBy)
  return (lowerCased) => {
    const counts = new Map<string, number>()
    for (const languages of languagesOfWords(lowerCased))
      for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1)
    return counts
  }
}

const LONGEST_WORD = 40
const knownBy = (word: string): readonly string[] => [
  ...new Set([...(speakers.get(word)?.split(' ') ?? []), ...byShape(word.slice(0, LONGEST_WORD))]),
]

const byShape = (word: string): readonly string[] => {
  const shapes = word < '\u0250' ? LATIN_SHAPES : OTHER_SHAPES
  return [
    ...(word.match(/[^a-z]/g) ?? []).flatMap((letter) => languagesOfLetter.get(letter) ?? []),
    ...shapes.flatMap(([shape, languages]) => (shape.test(word) ? languages.split(' ') : [])),
  ]
}
