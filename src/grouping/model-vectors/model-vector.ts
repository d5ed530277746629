import { DAY } from '../../lib/durations.ts'
import type { ArticleId, SourceId } from '../../model/ids.ts'
import type { LoggedArticle } from '../../store/ports/article-log.ts'
import { type Embedding, directionOf } from '../embeddings/embeddings.ts'

/** A report's embedding by the model that the operator runs. Only vectors of one model in one revision are compared. */
export type ModelVector = {
  /** As configured. */
  readonly model: string
  /** What the end point calls it, how long its vectors are, and which text of a report it read. */
  readonly revision: string
  readonly direction: Embedding
}

/** With its likenesses to some reports of its day: a sample of what random pairs are like. */
export type MeasuredVector = ModelVector & { readonly sample: Uint16Array }

/** Vectors by article. An article that was asked for and is not here had no answer: it is decided without. */
export type ModelVectors = ReadonlyMap<ArticleId, ModelVector>

/** What the configuration says about the model. */
export type ModelRules = {
  readonly model: string
  /** False: the source reserves its texts, and none of them is sent. */
  readonly mayRead: (source: SourceId) => boolean
}

/** A vector as the end point gave it. `model`: as it calls itself. */
export type GivenVector = { readonly model: string; readonly values: readonly number[] }
/** Asks the model about texts: one answer each, in their order; null: none came in time. Never rejects. */
export type AskModel = (texts: readonly string[]) => Promise<readonly (GivenVector | null)[]>

/** Another one: the model reads other texts than it did, and vectors of before are not compared with those of now. */
const TEXT_REVISION = 1
const OPENING = 300

/** All of a report that leaves the service: its title, and how its text begins. */
export const textFor = ({ title, text }: Pick<LoggedArticle, 'title' | 'text'>): string =>
  `${title}\n${text.slice(0, OPENING)}`.trim().toWellFormed()

/** What is older when it comes finds nothing to be compared with: a new source's backlog is not sent. */
const FRESH_MS = 2 * DAY

export const mayBeSent = (
  { source, publishedAt, firstSeen }: Pick<LoggedArticle, 'source' | 'publishedAt' | 'firstSeen'>,
  { mayRead }: ModelRules,
): boolean => publishedAt >= firstSeen - FRESH_MS && mayRead(source)

export const NO_ANSWER: AskModel = async (texts) => texts.map(() => null)

export const askAbout = async (
  articles: readonly Pick<LoggedArticle, 'id' | 'title' | 'text'>[],
  model: string,
  ask: AskModel,
): Promise<ModelVectors> => {
  const given = await ask(articles.map(textFor))
  return new Map(
    articles.flatMap(({ id }, nth) => {
      const vector = toModelVector(model, given[nth] ?? null)
      return vector === null ? [] : [[id, vector] as const]
    }),
  )
}

const toModelVector = (model: string, given: GivenVector | null): ModelVector | null => {
  const direction = given === null ? null : directionOf(given.values)
  if (given === null || direction === null) return null
  return { model, revision: `${given.model}/${direction.length}/${TEXT_REVISION}`, direction }
}
