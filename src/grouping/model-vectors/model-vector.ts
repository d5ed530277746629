import { DAY } from '../../lib/durations.ts'
import type { ArticleId, SourceId } from '../../model/ids.ts'
import type { LoggedArticle } from '../../store/ports/article-log.ts'
import { type Embedding, directionOf } from '../embeddings/embeddings.ts'

/** A report's embedding by the model that the operator runs. Only vectors of one model in one revision are compared. */
export type ModelVector = {
  /** The name of the model in the configuration. */
  readonly model: string
  /** The name that the end point gives the model, the length of its vectors, and the version of the text that it read. */
  readonly revision: string
  readonly direction: Embedding
}

/** A vector with its likenesses to some reports of its day: a sample of those of random pairs. */
export type MeasuredVector = ModelVector & { readonly sample: Uint16Array }

/** Vectors by article. A requested article that is missing had no answer: it is decided without a vector. */
export type ModelVectors = ReadonlyMap<ArticleId, ModelVector>

/** What the configuration says about the model. */
export type ModelRules = {
  readonly model: string
  /** False: the source reserves its texts, and none of them is sent to the model. */
  readonly mayRead: (source: SourceId) => boolean
}

/** A vector as the end point gave it. `model`: the name that the end point gives the model. */
export type GivenVector = { readonly model: string; readonly values: readonly number[] }
/** Asks the model for the vectors of texts: one answer for each, in their order; null: none came in time. Never rejects. */
export type AskModel = (texts: readonly string[]) => Promise<readonly (GivenVector | null)[]>

/** Version of the texts that the model reads. After a change, older vectors are not compared with new ones. */
const TEXT_REVISION = 1
const OPENING = 300

/** All of a report that leaves the service: its title and the beginning of its text. */
export const textFor = ({ title, text }: Pick<LoggedArticle, 'title' | 'text'>): string =>
  `${title}\n${text.slice(0, OPENING)}`.trim().toWellFormed()

/** A report that is older than this when it arrives has nothing to be compared with: a new source's backlog is not sent. */
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
