import type { Lexicon, Taxonomy } from './taxonomy.ts'

type Part = Exclude<keyof Lexicon, 'language'>
type Parts = { readonly [Name in Part]: Uint8Array }

/**
 * The words of one language as JSON in memory that all threads share. They are parsed at each access and not cached: a thread reads them
 * once, to index them, and only for the languages that it meets. 31 languages take 4 MB in all; as objects they would take 11 MB in each
 * thread.
 */
class SharedLexicon implements Lexicon {
  readonly language: Lexicon['language']
  readonly parts: Parts

  constructor({ language, parts }: Pick<SharedLexicon, 'language' | 'parts'>) {
    this.language = language
    this.parts = parts
  }
  get topics(): Lexicon['topics'] {
    return parsed(this.parts.topics) as Lexicon['topics']
  }
  get entities(): Lexicon['entities'] {
    return parsed(this.parts.entities) as Lexicon['entities']
  }
  get places(): Lexicon['places'] {
    return parsed(this.parts.places) as Lexicon['places']
  }
  get notNames(): Lexicon['notNames'] {
    return parsed(this.parts.notNames) as Lexicon['notNames']
  }
}

export const withSharedLexicons = (taxonomy: Taxonomy): Taxonomy => ({
  ...taxonomy,
  lexicons: taxonomy.lexicons.map(sharedOf),
})

/** All words of a lexicon as JSON; words that are in shared memory are not parsed. */
export const lexiconJson = (lexicon: Lexicon): readonly Uint8Array[] => Object.values(sharedOf(lexicon).parts)

/** A taxonomy with shared lexicons as another thread receives it: structured cloning copies only the own fields of objects. */
export type ReceivedTaxonomy = Omit<Taxonomy, 'lexicons'> & { readonly lexicons: readonly unknown[] }

export const receiveTaxonomy = (received: ReceivedTaxonomy): Taxonomy => ({
  ...received,
  lexicons: received.lexicons.map((fields) => new SharedLexicon(fields as SharedLexicon)),
})

const sharedOf = (lexicon: Lexicon): SharedLexicon => (lexicon instanceof SharedLexicon ? lexicon : share(lexicon))

const share = ({ language, topics, entities, places, notNames }: Lexicon): SharedLexicon => {
  const parts = { topics: stored(topics), entities: stored(entities), places: stored(places), notNames: stored(notNames) }
  return new SharedLexicon({ language, parts })
}

const stored = (words: unknown): Uint8Array => {
  const json = Buffer.from(JSON.stringify(words))
  const bytes = new Uint8Array(new SharedArrayBuffer(json.length))
  bytes.set(json)
  return bytes
}

const parsed = ({ buffer, byteOffset, byteLength }: Uint8Array): unknown =>
  JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'))
