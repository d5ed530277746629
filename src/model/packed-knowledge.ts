import { createHash } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import type { LanguageTag } from './ids.ts'
import type { Knowledge, Lexicon } from './taxonomy.ts'

/** The words of one language, as bytes. */
export type PackedLexicon = {
  readonly language: LanguageTag
  readonly topics: Uint8Array
  readonly names: Uint8Array
}

/**
 * Knowledge as the service holds it. Most of it are words in every language, which nothing but reading asks for: a reading thread
 * those of the languages that it meets, and each only until they are indexed. So they are bytes: 5 MB once, where they were 20 MB
 * of strings in each thread.
 */
export type PackedKnowledge = Omit<Knowledge, 'lexicons'> & { readonly lexicons: readonly PackedLexicon[] }

export const packKnowledge = (knowledge: Knowledge): PackedKnowledge => ({
  ...knowledge,
  lexicons: knowledge.lexicons.map(({ language, topics, ...names }) => ({
    language,
    topics: serialize(topics),
    names: serialize(names),
  })),
})

/** The same in memory that threads share: each would have a copy of its own. */
export const shareKnowledge = (packed: PackedKnowledge): PackedKnowledge => ({
  ...packed,
  lexicons: packed.lexicons.map(({ language, topics, names }) => ({ language, topics: shared(topics), names: shared(names) })),
})

const shared = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

export const unpackKnowledge = (packed: PackedKnowledge): Knowledge => ({
  ...packed,
  lexicons: packed.lexicons.map((lexicon) => ({ ...namesOf(lexicon), topics: topicsOf(lexicon) })),
})

/** The same, but a language's topics are made anew each time that they are asked for: for one who asks once, and not for all. */
export const unpackSparingly = (packed: PackedKnowledge): Knowledge => ({
  ...packed,
  lexicons: packed.lexicons.map((lexicon) => ({
    ...namesOf(lexicon),
    get topics() {
      return topicsOf(lexicon)
    },
  })),
})

const namesOf = ({ language, names }: PackedLexicon): Omit<Lexicon, 'topics'> => ({
  ...(deserialize(names) as Omit<Lexicon, 'language' | 'topics'>),
  language,
})
const topicsOf = ({ topics }: PackedLexicon): Lexicon['topics'] => deserialize(topics) as Lexicon['topics']

/** Names one state of topics, entities, places and lexicons. */
export const knowledgeMark = ({ lexicons, ...rest }: PackedKnowledge): string => {
  const hash = createHash('sha256').update(JSON.stringify(rest))
  for (const { language, topics, names } of lexicons) hash.update(language).update(topics).update(names)
  return hash.digest('hex').slice(0, 16)
}
