/** Reads articles by meaning, with the model that the configuration names. */
import { isDeepStrictEqual } from 'node:util'
import type { EmbeddingsReport } from '../embeddings/endpoint.ts'
import type { EncodedArticle, Understand } from '../grouping/encoded-article.ts'
import { createTurns } from '../grouping/turns.ts'
import type { SourceRights } from '../ingest/source-rights.ts'
import { DAY } from '../lib/durations.ts'
import { mapInSteps } from '../lib/steps.ts'
import type { Configuration } from '../model/configuration.ts'
import type { SentenceVector, VectorOf } from '../model/sentence-vector.ts'
import type { Clock } from '../model/time-and-chance.ts'
import type { LoggedArticle } from '../store/ports/article-log.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import { createShippedReading } from '../understand/shipped-reading.ts'
import { openConfiguredEncoder } from './configured-encoder.ts'
import { EXAMPLES_MS, type ExampleVectors, type LearnedTopics, learnOwnTopics, topicsByExample } from './learn-topics.ts'
import { createEndpointEncoder, mayBeSent } from './endpoint-encoder.ts'
import { createQueryVectors } from './query-vectors.ts'

export type Understanding = {
  readonly understand: Understand
  readonly vectorOf: VectorOf
  /** The topics by example of the configuration that was applied last. */
  readonly learned: () => Promise<LearnedTopics>
  /** Name and revision of the model in use; null: none. */
  readonly model: () => string | null
  /** Applies another configuration. If it names another model, that one is opened, the one before is closed, and the answer is true. */
  configure(configuration: Configuration): boolean
  close(): Promise<void>
}

type Parts = {
  readonly clock: Clock
  readonly rights: Pick<SourceRights, 'signalsOf'>
  /** Called after each request to an end point. */
  readonly reported: (report: EmbeddingsReport) => void
  /** Called with the reason where texts get no vector. */
  readonly failed: (why: string) => void
}

/** An article that was published longer before it came is compared with no other: a new source's backlog gets no vectors. */
const FRESH_MS = 3 * DAY

export const openUnderstanding = (first: Configuration, parts: Parts): Understanding => {
  let configuration = first
  let encoder = open(first, parts)
  const readByMeaning = createShippedReading()
  const turns = createTurns(parts.clock.elapsed)
  const vectors: ExampleVectors = new Map()
  let own = learn(first, encoder, vectors, parts)
  const readNew: Understand = async (articles, known = new Map(), kinds = new Map()) => {
    const current = encoder
    const ownTopics = await own
    const freshMs = ownTopics.likeness === null ? FRESH_MS : EXAMPLES_MS
    const isNew = isWanted(configuration, parts.rights, known, current?.revision ?? '', freshMs)
    const wanted = current === null ? [] : articles.filter(isNew)
    const given = await current?.encode(wanted.map(inputOf))
    const computed = new Map(wanted.map(({ id }, nth) => [id, given?.[nth] ?? null]))
    const read = (article: LoggedArticle): EncodedArticle => {
      const values = computed.get(article.id) ?? null
      const stored = known.get(article.id)
      const fresh = values === null || current === null ? null : { values, revision: current.revision }
      const vector = stored !== undefined && stored.revision === current?.revision ? stored : fresh
      // Read before: its tags are no longer those of its words alone.
      if (article.kind !== null) return { ...article, vector }
      const { kind, tags } = readByMeaning(article, vector?.values ?? null, ownTopics, kinds.get(article.id))
      return { ...article, ...tags, kind, vector }
    }
    return await turns.through(mapInSteps(articles, read))
  }
  const readOnce = () => onceInARow(readNew, ({ vector }) => vector !== null || encoder === null)
  let readNext = readOnce()
  return {
    understand: async (articles, known, kinds) =>
      await (known === undefined && kinds === undefined ? readNext(articles) : readNew(articles, known, kinds)),
    vectorOf: createQueryVectors(() => encoder),
    learned: async () => await own,
    model: () => encoder?.revision ?? null,
    configure(next) {
      const isSame = isDeepStrictEqual(modelOf(next), modelOf(configuration))
      configuration = next
      if (!isSame) {
        void encoder?.close()
        encoder = open(next, parts)
      }
      own = learn(next, encoder, vectors, parts)
      readNext = readOnce()
      return !isSame
    },
    close: async () => await encoder?.close(),
  }
}

/**
 * Reads nothing again that the call before read whole: where a batch of the grouper ends early, the next one begins with the rest of it. An article
 * that changed meanwhile is another.
 */
const onceInARow = (read: Understand, isWhole: (answer: EncodedArticle) => boolean): Understand => {
  let last: readonly { readonly article: LoggedArticle; readonly answer: EncodedArticle }[] = []
  return async (articles) => {
    const known = new Map(last.map((one) => [one.article.id, one]))
    const before = articles.map((article) => {
      const found = known.get(article.id)
      return found !== undefined && isDeepStrictEqual(found.article, article) ? found.answer : null
    })
    const answers = [...(await read(articles.filter((_, nth) => before[nth] === null)))]
    last = articles.flatMap((article, nth) => {
      const answer = before[nth] ?? answers.shift()
      return answer === undefined ? [] : [{ article, answer }]
    })
    const all = last.map(({ answer }) => answer)
    last = last.filter(({ answer }) => isWhole(answer))
    return all
  }
}

/** Never rejects. */
const learn = async (
  { taxonomy }: Configuration,
  encoder: Encoder | null,
  vectors: ExampleVectors,
  { failed }: Parts,
): Promise<LearnedTopics> => {
  const howMany = encoder === null ? topicsByExample(taxonomy).length : 0
  if (howMany > 0)
    failed(`Without a model, topics by example are found by their words alone: ${howMany} of the configured topics.`)
  try {
    return await learnOwnTopics(taxonomy, encoder, vectors)
  } catch (error) {
    failed(`The topics by example could not be learned: ${error instanceof Error ? error.message : String(error)}`)
    return await learnOwnTopics(taxonomy, null)
  }
}

const modelOf = ({ service }: Configuration) => [service.understanding, service.embeddings, service.fetch.contact]

const open = ({ service }: Configuration, { clock, reported, failed }: Parts): Encoder | null =>
  service.embeddings === null
    ? openConfiguredEncoder(service.understanding.model, { failed })
    : createEndpointEncoder(service.embeddings, { ...clock, contact: service.fetch.contact, reported })

const isWanted = (
  configuration: Configuration,
  rights: Pick<SourceRights, 'signalsOf'>,
  known: ReadonlyMap<string, SentenceVector>,
  revision: string,
  freshMs: number,
): ((article: LoggedArticle) => boolean) => {
  // A model of our own reads what every index reads; an end point gets the text itself.
  const isOpen = configuration.service.embeddings === null ? () => true : mayBeSent(configuration, rights)
  return ({ id, source, publishedAt, firstSeen }) =>
    known.get(id)?.revision !== revision && publishedAt >= firstSeen - freshMs && isOpen(source)
}

const inputOf = ({ title, text, language }: LoggedArticle) => ({ title, text, language })
