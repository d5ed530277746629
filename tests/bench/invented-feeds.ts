import type { Taxonomy } from '../../src/model/taxonomy.ts'
import { LANGUAGES, ordinaryWords, UNSPACED } from './ordinary-words.ts'
import { randomFrom } from './random.ts'

/** An item as a feed shows it, some 4 KB: what it says, and the address and guid that it has in this feed. */
export type InventedItem = {
  readonly title: string
  readonly summary: string
  readonly paragraphs: readonly string[]
  readonly guid: string
  readonly link: string
}
export type InventedFeeds = { item(feed: number, number: number): InventedItem }

/** Of the items: what an agency wrote and several feeds carry, each under its own title and a little reworded. */
const COPIES = 0.3
/** Feeds that carry one of these, on average. */
const CARRIERS = 4
/** Of the items: those of our field. Their titles hold one of its words, and so does one word in twenty of their text. */
const OF_THE_FIELD = 0.4
const FIELD_SHARE = 1 / 20
const REWORDED = 1 / 16
const [PARAGRAPHS, SENTENCES, WORDS] = [4, 4, 18]
/** Where nothing divides words they are shorter. */
const MORE_WORDS = 1.7

/** Feeds of all languages, the same in every run. `items`: that each shows at first. */
export const inventFeeds = (taxonomy: Taxonomy, feeds: number, items: number): InventedFeeds => {
  const tongues = LANGUAGES.map((language) => tongueOf(taxonomy, language))
  const wires = Math.ceil((feeds * items * COPIES) / CARRIERS / LANGUAGES.length)
  return {
    item(feed, number) {
      const random = randomFrom(feed * 100_003 + number)
      const which = feed % LANGUAGES.length
      const tongue = tongues[which] as Tongue
      const place = { guid: `f${feed}-${number}`, link: `http://feed-${feed}.example/${number}` }
      if (random() >= COPIES) return { ...write(tongue, random), ...place }
      const wire = write(tongue, randomFrom(-1 - which - LANGUAGES.length * Math.floor(random() * wires)))
      const text = (words: string): string => reworded(words, tongue, random)
      return {
        title: `${wire.title} - Feed ${feed}`,
        summary: text(wire.summary),
        paragraphs: wire.paragraphs.map(text),
        ...place,
      }
    },
  }
}

type Tongue = { readonly language: string; readonly ordinary: readonly string[]; readonly field: readonly string[] }

const tongueOf = ({ lexicons }: Taxonomy, language: string): Tongue => {
  const named = { zh: 'zh-Hans', 'zh-TW': 'zh-Hant' }[language] ?? language
  const own = lexicons.find((lexicon) => lexicon.language === named) ?? lexicons.find((lexicon) => lexicon.language === 'en')
  const words = Object.values(own?.topics ?? {}).flatMap(({ terms, weak }) => [...terms, ...weak])
  return { language, ordinary: ordinaryWords(language), field: words.map((word) => word.replaceAll('*', '')) }
}

const any = (words: readonly string[], random: () => number): string => words[Math.floor(random() * words.length)] ?? ''
const times = <Made>(count: number, make: () => Made): readonly Made[] => Array.from({ length: count }, make)

const write = (tongue: Tongue, random: () => number): Pick<InventedItem, 'title' | 'summary' | 'paragraphs'> => {
  const isOfTheField = random() < OF_THE_FIELD
  const word = (): string => any(isOfTheField && random() < FIELD_SHARE ? tongue.field : tongue.ordinary, random)
  const unspaced = UNSPACED.has(tongue.language)
  const sentence = (words: number): string => {
    const picked = times(unspaced ? Math.ceil(MORE_WORDS * words) : words, word)
    return unspaced ? `${picked.join('')}。` : `${picked.join(' ')} ${Math.floor(random() * 900)}.`
  }
  const title = isOfTheField ? `${any(tongue.field, random)} ${sentence(9)}` : sentence(10)
  const paragraph = (): string => times(SENTENCES, () => sentence(WORDS)).join(' ')
  return { title, summary: sentence(40), paragraphs: times(PARAGRAPHS, paragraph) }
}

const reworded = (text: string, { ordinary }: Tongue, random: () => number): string =>
  text.replaceAll(/[^\s.。]+/g, (word) => (random() < REWORDED ? any(ordinary, random) : word))
