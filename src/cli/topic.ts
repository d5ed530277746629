import { join } from 'node:path'
import { addExample } from '../config/edit-examples.ts'
import { folderToWrite } from '../config/layers.ts'
import { hundredths } from '../lib/probability.ts'
import type { Share } from '../lib/wilson-interval.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Topic } from '../model/taxonomy.ts'
import { EXAMPLES_MS } from '../server/learn-topics.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openStoreToRead } from '../server/stores.ts'
import type { LoggedArticle } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import type { Likeness } from '../understand/topics/by-example/likeness.ts'
import { CHOSEN } from '../understand/topics/by-example/tag-by-example.ts'
import { type Trial, trialOf } from '../understand/topics/by-example/topic-trial.ts'
import { suggestTopics } from '../understand/topics/suggest-topics.ts'
import { ask, canAsk } from './ask.ts'
import { type CommandContext, InputError } from './context.ts'
import { withOwnTopics } from './own-topics.ts'
import { counted } from './terminal.ts'
import { readTextFile, replaceFile } from './text-file.ts'

export type TrialFlags = { readonly yes?: readonly string[]; readonly no?: readonly string[]; readonly json?: boolean }

/** How many articles are shown, or asked about before the topic is learned anew. */
const MOST_SHOWN = 10

/** What a topic by example would have tagged in the last month, the doubtful first; each answer becomes an example. */
export const tryTopic = async (context: CommandContext, id: string, flags: TrialFlags): Promise<number> => {
  const { terminal } = context
  for (;;) {
    const trial = await trialNow(context, id)
    const given = [...answersIn(flags.yes, true), ...answersIn(flags.no, false)]
    if (given.length > 0) {
      for (const { article, isRight } of given) await answer(context, id, named(trial, article), isRight)
      return await tryTopic(context, id, flags.json === true ? { json: true } : {})
    }
    const shown = trial.next.slice(0, MOST_SHOWN)
    if (flags.json === true) {
      terminal.out(JSON.stringify({ topic: id, ...figures(trial), next: shown }))
      return 0
    }
    terminal.out([...linesOf(id, trial), ...(canAsk(context) ? [] : shown.map(lineOf))].join('\n'))
    if (!canAsk(context) || shown.length === 0) return 0
    for (const article of shown) {
      const isRight = await askAbout(context, article)
      if (isRight === null) return 0
      await answer(context, id, article, isRight)
    }
  }
}

const answersIn = (articles: readonly string[] = [], isRight: boolean) => articles.map((article) => ({ article, isRight }))

type Shown = {
  readonly id: string
  readonly probability: number
  readonly chosen: boolean
  readonly title: string
  readonly language: string
}
type ShownTrial = Omit<Trial, 'next'> & { readonly next: readonly Shown[]; readonly all: readonly Shown[] }

const trialNow = async (context: CommandContext, id: string): Promise<ShownTrial> => {
  const configuration = await configurationOf(context)
  const topic = configuration.taxonomy.topics.find((one) => one.id === id)
  if (topic === undefined) throw new InputError(`There is no topic "${id}". "polywire check --coverage" lists them.`)
  const trial = await withOwnTopics(configuration, async ({ topics, likeness }) => {
    if (likeness === null || !topics.some((one) => one.id === id)) return null
    return await trialWith(context, topic, likeness)
  })
  if (trial !== null) return trial
  throw new InputError(
    `"${id}" is no topic by example, or there is no model: write "about" and some examples in topics.yaml (docs/configuration.md, "topics.yaml").`,
  )
}

const trialWith = async (context: CommandContext, { id, examples }: Topic, likeness: Likeness): Promise<ShownTrial> => {
  const known = new Set([...examples.match, ...examples.miss].map(({ text }) => text))
  const all: Shown[] = []
  for (const { article, values } of await recentArticles(context)) {
    if (known.has(article.title)) continue
    const likes = likeness(values)
    const probability = likes.find((like) => like.id === id)?.probability ?? 0
    const chosen = probability >= CHOSEN && likes[0]?.id === id
    all.push({ id: article.id, probability, chosen, title: article.title, language: article.language })
  }
  const answers = [
    ...examples.match.map(({ was }) => ({ probability: was, isRight: true })),
    ...examples.miss.map(({ was }) => ({ probability: was, isRight: false })),
  ].flatMap(({ probability, isRight }) => (probability === undefined ? [] : [{ probability, isRight }]))
  const trial = trialOf(all, answers)
  const byId = new Map(all.map((one) => [one.id, one]))
  return { ...trial, all, next: trial.next.flatMap((one) => byId.get(one.id) ?? []) }
}

type Recent = { readonly article: LoggedArticle; readonly values: Int8Array }
const AT_ONCE = 500

/** The articles of the last month that have a vector of the model that wrote the latest. */
const recentArticles = async (
  { places, clock }: CommandContext,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly Recent[]> => {
  const store = await openStoreToRead(places)
  try {
    return await readRecent(store, clock.now() - EXAMPLES_MS, most)
  } finally {
    await store.close()
  }
}

const readRecent = async (store: Store, since: number, most: number): Promise<readonly Recent[]> => {
  const found: Recent[] = []
  let model: string | null = null
  for (let before: number | null = null; found.length < most; ) {
    const rows = await store.articleVectors(before, AT_ONCE)
    model ??= rows[0]?.revision ?? null
    const logged = await store.logged({ of: rows.map(({ article }) => article) })
    const articles = new Map(logged.map((article) => [article.number, article]))
    const recent = rows.flatMap(({ article: number, values, revision }): readonly Recent[] => {
      const article = articles.get(number)
      return article === undefined || article.firstSeen < since || revision !== model ? [] : [{ article, values }]
    })
    found.push(...recent)
    before = rows.at(-1)?.n ?? null
    if (before === null || recent.length === 0) break
  }
  return found
}

const configurationOf = async ({ places, env, clock }: CommandContext): Promise<Configuration> =>
  await requireConfiguration(places.configFolder, env, clock.now())

const named = ({ all }: ShownTrial, article: string): Shown => {
  const found = all.find(({ id }) => id === article)
  if (found === undefined) throw new InputError(`"${article}" is no article of the last month that was not answered yet.`)
  return found
}

const answer = async (
  { places, terminal }: CommandContext,
  id: string,
  { title, language, probability }: Shown,
  isRight: boolean,
) => {
  const file = join(await folderToWrite(places.configFolder), 'topics.yaml')
  const before = await readTextFile(file, '')
  const was = hundredths(probability)
  await replaceFile(file, addExample(before, id, isRight ? 'match' : 'miss', { text: title, language, was }), before)
  terminal.note(`${file}: ${isRight ? 'match' : 'miss'}: ${title}`)
}

const askAbout = async (context: CommandContext, article: Shown): Promise<boolean | null> =>
  await ask<boolean | null>(context, `${lineOf(article)}\nIs it about the topic? y, n, or Enter to stop:`, {
    none: null,
    understand: (text) => (/^y(?:es)?$/i.test(text) ? true : /^no?$/i.test(text) ? false : null),
  })

const lineOf = ({ id, probability, language, title }: Shown): string =>
  `${id}  ${probability.toFixed(2)}  ${language}  ${title}`

const figures = ({ tagged, doubtful, precision, recall, answers, isEnough }: ShownTrial) => ({
  tagged,
  doubtful,
  precision,
  recall,
  answers,
  isEnough,
})

const linesOf = (id: string, trial: ShownTrial): readonly string[] => [
  `${id}: ${counted(trial.tagged, 'article')} of the last month with it, ${counted(trial.doubtful, 'doubtful one')}; ${counted(trial.answers, 'answer')}.`,
  trial.answers === 0
    ? 'Precision and recall are not known before the first answers.'
    : `precision ${shareText(trial.precision)}, recall ${shareText(trial.recall)}`,
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
  const untagged = (await recentArticles(context, MOST_COMPARED)).flatMap(({ article, values }) =>
    article.topics.length > 0 || (article.kind !== null && article.kind !== 'news') ? [] : [{ ...article, vector: values }],
  )
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
