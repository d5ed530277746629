import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Words of one language, each as often as texts have it. */
export type Vocabulary = { readonly language: string; readonly word: (random: () => number) => string }

const FEWEST_WORDS = 3_000

/** Of every `*.jsonl` in a folder: its lines' `title` and `text`, by `lang`. Languages without word spaces are left out. */
export const vocabulariesOf = (folder: string): readonly Vocabulary[] => {
  const running = new Map<string, string[]>()
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue
      const { lang, title, text } = JSON.parse(line) as { lang?: string; title?: string; text?: string }
      if (lang === undefined) continue
      const words = `${title ?? ''} ${text ?? ''}`.split(/\s+/).filter((word) => word !== '')
      const held = running.get(lang) ?? []
      running.set(lang, held)
      for (const word of words) held.push(word)
    }
  }
  const large = [...running].filter(([, words]) => words.length >= FEWEST_WORDS && words.every((word) => word.length < 200))
  if (large.length === 0) throw new Error(`no texts in ${folder}`)
  return large.map(([language, words]) => ({
    language,
    word: (random) => words[Math.floor(random() * words.length)] ?? '',
  }))
}

/** As many different words as a few years of news have. */
const RANKS = 400_000
const SCRIPTS: Readonly<Record<string, readonly [consonants: string, vowels: string]>> = {
  en: ['bcdfghklmnprstvw', 'aeiou'],
  es: ['bcdfglmnñprstvz', 'aeioáéó'],
  ru: ['бвгджзклмнпрстхц', 'аеиоуыя'],
  ar: ['بتجحدرسشصطعفقكلمن', 'اوي'],
  hi: ['कखगचजटडतदनपबमयरलवसह', 'ािीुेो'],
}

/** Zipf's law: the word of rank r stands in texts in proportion to 1/r. */
export const inventedVocabularies = (): readonly Vocabulary[] =>
  Object.entries(SCRIPTS).map(([language, [consonants, vowels]]) => ({
    language,
    word: (random) => wordOfRank(Math.floor(RANKS ** random()), consonants, vowels),
  }))

const wordOfRank = (rank: number, consonants: string, vowels: string): string => {
  let word = ''
  for (let left = rank; left > 0; left = Math.floor(left / consonants.length))
    word += `${consonants[left % consonants.length] ?? ''}${vowels[(left + word.length) % vowels.length] ?? ''}`
  return word
}
