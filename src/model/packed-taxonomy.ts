import { createHash } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Taxonomy, Lexicon, SoughtTaxonomy } from './taxonomy.ts'

/** The words of one language, as bytes; those in which names stand by accident are few. */
export type PackedLexicon = Pick<Lexicon, 'language' | 'notNames'> & {
  readonly topics: Uint8Array
  readonly entities: Uint8Array
  readonly places: Uint8Array
}

/**
 * Taxonomy as the service holds it. Most of it are words in every language, which nothing but reading asks for: a reading thread
 * those of the languages that it meets, and each only until they are indexed. So they are packed bytes: 1.5 MB once, where they were 20 MB
 * of strings in each thread.
 */
export type PackedTaxonomy = Packed<Taxonomy>
type Packed<Known extends SoughtTaxonomy> = Omit<Known, 'lexicons'> & { readonly lexicons: readonly PackedLexicon[] }

/** What a reading thread is given: of what pages say of things, each thread would have a copy of its own. */
export type PackedSought = Packed<SoughtTaxonomy>

export const soughtIn = ({ topics, entities, places, ...rest }: PackedTaxonomy): PackedSought => ({
  ...rest,
  topics: topics.map(({ label: _label, scope: _scope, examples: _examples, ...sought }) => sought),
  entities: entities.map(({ label: _label, wikidata: _wikidata, ...sought }) => sought),
  places: places.map(({ label: _label, ...sought }) => sought),
})

export const packTaxonomy = (taxonomy: Taxonomy): PackedTaxonomy => ({
  ...taxonomy,
  lexicons: taxonomy.lexicons.map(({ topics, entities, places, ...few }) => ({
    ...few,
    topics: packed(topics),
    entities: packed(entities),
    places: packed(places),
  })),
})

const packed = (words: unknown): Uint8Array => zstdCompressSync(serialize(words))
const unpacked = (bytes: Uint8Array): unknown => deserialize(zstdDecompressSync(bytes))

/** The same in memory that threads share: each would have a copy of its own. */
export const shareTaxonomy = (packed: PackedTaxonomy): PackedTaxonomy => ({
  ...packed,
  lexicons: packed.lexicons.map(({ topics, entities, places, ...few }) => ({
    ...few,
    topics: shared(topics),
    entities: shared(entities),
    places: shared(places),
  })),
})

const shared = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

export const unpackTaxonomy = (packed: PackedTaxonomy): Taxonomy => ({
  ...packed,
  lexicons: packed.lexicons.map((lexicon) => ({ ...sparing(lexicon) })),
})

/** For one who asks for a language's words once, and not for all: they are made anew each time that they are asked for. */
export const unpackSparingly = (packed: PackedSought): SoughtTaxonomy => ({
  ...packed,
  lexicons: packed.lexicons.map(sparing),
})

const sparing = ({ topics, entities, places, ...few }: PackedLexicon): Lexicon => ({
  ...few,
  get topics() {
    return unpacked(topics) as Lexicon['topics']
  },
  get entities() {
    return unpacked(entities) as Lexicon['entities']
  },
  get places() {
    return unpacked(places) as Lexicon['places']
  },
})

/** Names one state of topics, entities, places and lexicons. */
export const taxonomyFingerprint = ({ lexicons, ...rest }: PackedTaxonomy): string => {
  const hash = createHash('sha256').update(JSON.stringify(rest))
  for (const { topics, entities, places, ...few } of lexicons)
    hash.update(JSON.stringify(few)).update(topics).update(entities).update(places)
  return hash.digest('hex').slice(0, 16)
}
