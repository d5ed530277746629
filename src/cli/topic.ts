import type { Share } from '../lib/wilson-interval.ts'
import { InputError } from '../model/input-error.ts'
import type { Topic } from '../model/taxonomy.ts'
import type { TopicTrial, TriedArticle } from '../model/topic-trial.ts'
import { EXAMPLES_MS } from '../server/learn-topics.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openStoreToRead } from '../server/stores.ts'
import { recentVectors, triedArticle, type TrialParts, tryTopic, writeAnswer } from '../server/topic-trials.ts'
import type { LoggedArticle } from '../store/ports/article-log.ts'
import { suggestTopics } from '../understand/topics/suggest-topics.ts'
import { ask, canAsk } from './ask.ts'
import type { CommandContext } from './context.ts'
import { withOwnTopics } from './own-topics.ts'
import { counted } from './terminal.ts'

export type TrialFlags = { readonly yes?: readonly string[]; readonly no?: readonly string[]; readonly json?: boolean }

/** How many articles are shown, or asked about before the topic is learned anew. */
const MOST_SHOWN = 10

/** What a topic by example would have tagged in the last month, the doubtful first; each answer becomes an example. */
export const tryTopicNow = async (context: CommandContext, id: string, flags: TrialFlags): Promise<number> => {
  const { terminal } = context
  const given = [...answersIn(flags.yes, true), ...answersIn(flags.no, false)]
  if (given.length > 0) {
    const answered = await withTopic(context, id, async (topic, parts) => {
      const found: { readonly article: TriedArticle; readonly isRight: boolean }[] = []
      for (const { article, isRight } of given) found.push({ article: await named(topic, article, parts), isRight })
      return { topic, found }
    })
    for (const { article, isRight } of answered.found) await answer(context, answered.topic, article, isRight)
  }
  for (;;) {
    const { topic, trial } = await withTopic(context, id, async (found, parts) => ({
      topic: found,
      trial: await tryTopic(found, parts),
    }))
    if (trial === null) throw noExamples(id)
    const shown = trial.next.slice(0, MOST_SHOWN)
    if (flags.json === true) {
      terminal.out(JSON.stringify({ topic: id, ...trial, next: shown }))
      return 0
    }
    terminal.out([...linesOf(id, trial), ...(canAsk(context) ? [] : shown.map(lineOf))].join('\n'))
    if (!canAsk(context) || shown.length === 0) return 0
    for (const article of shown) {
      const isRight = await askAbout(context, article)
      if (isRight === null) return 0
      await answer(context, topic, article, isRight)
    }
  }
}

const answersIn = (articles: readonly string[] = [], isRight: boolean) => articles.map((article) => ({ article, isRight }))

const withTopic = async <T>(
  { places, env, clock }: CommandContext,
  id: string,
  use: (topic: Topic, parts: TrialParts) => Promise<T>,
): Promise<T> => {
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const topic = configuration.taxonomy.topics.find((one) => one.id === id)
  if (topic === undefined) throw new InputError(`There is no topic "${id}". "polywire check --coverage" lists them.`)
  const store = await openStoreToRead(places)
  try {
    const used = await withOwnTopics(configuration, async (learned) => ({
      result: await use(topic, { store, now: clock.now(), learned }),
    }))
    if (used === null) throw noExamples(id)
    return used.result
  } finally {
    await store.close()
  }
}

const noExamples = (id: string): InputError =>
  new InputError(
    `"${id}" is no topic by example, or there is no model: write "about" and some examples in topics.yaml (docs/configuration.md, "topics.yaml").`,
  )

const named = async (topic: Topic, article: string, parts: TrialParts): Promise<TriedArticle> => {
  const found = await triedArticle(topic, article, parts)
  if (found === null) throw new InputError(`"${article}" is no article of the last month.`)
  return found
}

const answer = async ({ places, terminal }: CommandContext, topic: Topic, article: TriedArticle, isRight: boolean) => {
  const file = await writeAnswer(places.configFolder, topic, article, isRight)
  terminal.note(`${file}: ${isRight ? 'match' : 'miss'}: ${article.title}`)
}

const askAbout = async (context: CommandContext, article: TriedArticle): Promise<boolean | null> =>
  await ask<boolean | null>(context, `${lineOf(article)}\nIs it about the topic? y, n, or Enter to stop:`, {
    none: null,
    understand: (text) => (/^y(?:es)?$/i.test(text) ? true : /^no?$/i.test(text) ? false : null),
  })

const lineOf = ({ id, probability, language, title }: TriedArticle): string =>
  `${id}  ${probability.toFixed(2)}  ${language}  ${title}`

const linesOf = (id: string, trial: TopicTrial): readonly string[] => [
  `${id}: ${counted(trial.tagged, 'article')} of the last month with it, ${counted(trial.doubtful, 'doubtful one')}; ${counted(trial.answers, 'answer')}.`,
  ...(trial.answers === 0
    ? ['Precision and recall are not known before the first answers.']
    : [
        `precision ${shareText(trial.precision)}, recall ${shareText(trial.recall)}`,
        ...trial.thresholds
          .filter(({ tagged, asked }) => tagged + asked > 0)
          .map(
            ({ least, tagged, right, asked, low, high, lost }) =>
              `certainty ${least} would leave ${counted(tagged, 'article')}: ${right} of ${counted(asked, 'answer')} right (${low.toFixed(2)} to ${high.toFixed(2)}), ${lost} right lost`,
          ),
      ]),
  ...(trial.isEnough ? ['More answers would hardly change these figures.'] : []),
]

const shareText = ({ value, low, high }: Share): string => `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`

export type SuggestFlags = { readonly json?: boolean }

/** Comparing each with each takes a time that grows with the square of their number. */
const MOST_COMPARED = 5_000
const MOST_SUGGESTED = 10
const HEADLINES = 3

/** Groups of recent articles without a topic, with a label from their headlines. */
export const suggestNewTopics = async (context: CommandContext, flags: SuggestFlags): Promise<number> => {
  const untagged = await untaggedArticles(context)
  const topics = suggestTopics(untagged, MOST_SUGGESTED)
  if (flags.json === true) {
    const shown = topics.map(({ headlines, ...rest }) => ({
      ...rest,
      headlines: headlines.map(({ id, title, language }) => ({ id, title, language })),
    }))
    context.terminal.out(JSON.stringify({ compared: untagged.length, topics: shown }))
    return 0
  }
  const lines = topics.flatMap(({ label, articles, sources, headlines }) => [
    `${label}: ${articles} articles of ${sources} sources`,
    ...headlines.slice(0, HEADLINES).map(({ language, title }) => `  ${language}  ${title}`),
  ])
  context.terminal.out(lines.length === 0 ? `No group among ${untagged.length} articles without a topic.` : lines.join('\n'))
  return 0
}

const untaggedArticles = async ({ places, clock }: CommandContext) => {
  const found: (LoggedArticle & { readonly vector: Int8Array })[] = []
  const store = await openStoreToRead(places)
  try {
    for await (const { vectors, loggedOf } of recentVectors(store, clock.now() - EXAMPLES_MS)) {
      const logged = await loggedOf(vectors.map(({ article }) => article))
      for (const { article: number, values } of vectors) {
        const article = logged.get(number)
        if (article === undefined || article.topics.length > 0 || (article.kind !== null && article.kind !== 'news')) continue
        found.push({ ...article, vector: values })
      }
      if (found.length >= MOST_COMPARED) break
    }
  } finally {
    await store.close()
  }
  return found.slice(0, MOST_COMPARED)
}
