/** Trials of topics by example: which articles of the last month a topic would have, and answers that become its examples. */
import { join } from 'node:path'
import { addExample } from '../config/edit-examples.ts'
import { folderToWrite } from '../config/layers.ts'
import { hundredths } from '../lib/probability.ts'
import { articleId, type Instant } from '../model/ids.ts'
import { isReport } from '../model/kind.ts'
import type { Topic } from '../model/taxonomy.ts'
import { LEAST_ASKED, type TopicTrial, type TriedArticle, trialOf } from '../model/topic-trial.ts'
import { editFile } from '../store/operations/edit-file.ts'
import type { LoggedArticle } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import { EXAMPLES_MS, type LearnedTopics } from './learn-topics.ts'
import { writable } from './text-file.ts'

export type TrialParts = {
  readonly store: Store
  readonly now: Instant
  readonly learned: Pick<LearnedTopics, 'topics' | 'likeness'>
}

/** Null: the topic is none by example, or there is no model. */
export const tryTopic = async (topic: Topic, parts: TrialParts): Promise<TopicTrial | null> => {
  const least = parts.learned.topics.find(({ id }) => id === topic.id)?.least
  if (least === undefined || parts.learned.likeness === null) return null
  const { match, miss } = topic.examples
  const known = new Set([...match, ...miss].map(({ text }) => text))
  const found: TriedArticle[] = []
  for await (const article of likelyArticles(topic, parts)) if (!known.has(article.title)) found.push(article)
  const answers = [
    ...match.map(({ was }) => ({ probability: was, isRight: true })),
    ...miss.map(({ was }) => ({ probability: was, isRight: false })),
  ].flatMap(({ probability, isRight }) => (probability === undefined ? [] : [{ probability, isRight }]))
  return trialOf(found, answers, least)
}

/** An article of the last month as a trial shows it, however likely it is; null: there is none with this id. */
export const triedArticle = async (topic: Topic, id: string, parts: TrialParts): Promise<TriedArticle | null> => {
  const [assigned] = await parts.store.assignments({ ids: [articleId(id)] })
  if (assigned === undefined) return null
  for await (const article of likelyArticles(topic, parts, assigned.number)) if (article.id === id) return article
  return null
}

/** Writes the answer as an example into the operator's topics.yaml, whose path it returns. Rejects with InputError where it can't be written. */
export const writeAnswer = async (
  configFolder: string,
  topic: Topic,
  { title, language, probability }: TriedArticle,
  isRight: boolean,
): Promise<string> => {
  const file = join(await folderToWrite(configFolder), 'topics.yaml')
  const example = { text: title, language, was: hundredths(probability) }
  const add = (text: string | null): string => addExample(text ?? '', topic.id, isRight ? 'match' : 'miss', example)
  await writable(file, async () => await editFile(file, add))
  return file
}

/** The articles of the last month that may be about a topic, and the one with the number `also`, the newest first. */
async function* likelyArticles(
  { id }: Topic,
  { store, now, learned: { likeness } }: TrialParts,
  also: number | null = null,
): AsyncGenerator<TriedArticle> {
  const sought = { id, probability: LEAST_ASKED }
  for await (const { vectors, loggedOf } of recentVectors(store, now - EXAMPLES_MS)) {
    const likely = vectors.flatMap(({ article, values }) => {
      const likes = likeness?.(values, article === also ? undefined : sought) ?? []
      const like = likes.find((one) => one.id === id)
      if (like === undefined || (like.probability < LEAST_ASKED && article !== also)) return []
      return [{ article, probability: like.probability, chosen: likes[0] === like && like.probability >= like.least }]
    })
    const logged = await loggedOf(likely.map(({ article }) => article))
    for (const { article, ...rest } of likely) {
      const found = logged.get(article)
      if (found === undefined || (!isReport(found.kind) && article !== also)) continue
      yield { id: found.id, ...rest, title: found.title, language: found.language, link: found.link }
    }
  }
}

type RecentVectors = {
  readonly vectors: readonly { readonly article: number; readonly values: Int8Array }[]
  /** Those of the articles that came since the beginning of the window, by number. */
  readonly loggedOf: (articles: readonly number[]) => Promise<ReadonlyMap<number, LoggedArticle>>
}
const AT_ONCE = 500

/** The vectors of the model that wrote the latest, some hundred at once, until articles are older than the window. */
export async function* recentVectors(store: Store, since: Instant): AsyncGenerator<RecentVectors> {
  let model: string | null = null
  for (let before: number | null = null; ; ) {
    const rows = await store.articleVectors(before, AT_ONCE)
    const last = rows.at(-1)
    if (last === undefined) return
    model ??= rows[0]?.revision ?? null
    const [oldest] = await store.logged({ of: [last.article] })
    const loggedOf: RecentVectors['loggedOf'] = async (articles) => {
      const logged = articles.length === 0 ? [] : await store.logged({ of: articles })
      return new Map(logged.filter(({ firstSeen }) => firstSeen >= since).map((article) => [article.number, article]))
    }
    yield { vectors: rows.filter(({ revision }) => revision === model), loggedOf }
    if (oldest !== undefined && oldest.firstSeen < since) return
    before = last.n
  }
}
