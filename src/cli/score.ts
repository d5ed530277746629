/** Asks the operator about entries of the own feeds, and tells how right their topics are. */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addExample } from '../config/edit-examples.ts'
import { folderToWrite } from '../config/layers.ts'
import { DAY } from '../lib/durations.ts'
import type { StoredArticle } from '../model/article.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Filter } from '../model/filter.ts'
import { type TopicId, topicId } from '../model/ids.ts'
import { type Asked, drawAsked, scoreCard, type Tally, tallyOf, type Verdict } from '../model/score-card.ts'
import { labelIn, type Taxonomy } from '../model/taxonomy.ts'
import { republished } from '../publish/republished.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { topicsByExample } from '../server/learn-topics.ts'
import { openStoreToRead } from '../server/stores.ts'
import { isAbsence } from '../lib/system-errors.ts'
import type { Store } from '../store/ports/store.ts'
import { filterWith } from '../web/read-filter.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { withFilterVectors } from './filter-vectors.ts'
import { openScorePage, type Question } from './score-page.ts'
import { counted, formatTable } from './terminal.ts'
import { readTextFile, replaceFile } from '../server/text-file.ts'

type Flags = {
  readonly entries?: string
  readonly port?: string
  readonly report?: boolean
  readonly examples?: boolean
  readonly known?: string
  readonly json?: boolean
}

/** The newest articles of each feed from which entries are drawn, and their greatest age. */
const MOST_OF_FEED = 500
const WITHIN_MS = 30 * DAY

export const score = async (context: CommandContext, flags: Flags): Promise<number> => {
  const { places, env, clock, terminal } = context
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const file = join(places.dataFolder, 'verdicts.jsonl')
  const store = await openStoreToRead(places)
  try {
    if (flags.known !== undefined) return await tellRecall(context, store, configuration, flags.known)
    if (flags.report !== true && flags.examples !== true) await ask(context, { store, configuration, file, flags })
    const verdicts = await verdictsIn(file)
    if (flags.examples === true) await learnFrom(context, verdicts, configuration.taxonomy)
    else terminal.out(flags.json === true ? JSON.stringify(scoreCard(verdicts)) : cardText(verdicts))
    return 0
  } finally {
    await store.close()
  }
}

type Asking = { readonly store: Store; readonly configuration: Configuration; readonly file: string; readonly flags: Flags }

const ask = async (
  { clock, terminal, signal }: CommandContext,
  { store, configuration, file, flags }: Asking,
): Promise<void> => {
  const [count, port] = [wholeNumber(flags.entries ?? '50'), wholeNumber(flags.port ?? '0')]
  const judged = new Set((await verdictsIn(file)).map(({ article, topic }) => `${article} ${topic}`))
  const articles = await articlesOf(store, configuration, clock.now())
  const candidates = [...articles.values()].flatMap(askedOf).filter(({ article, topic }) => !judged.has(`${article} ${topic}`))
  const drawn = drawAsked(candidates, count, new Date(clock.now()).toISOString().slice(0, 10))
  const questions = drawn.flatMap((one) => questionOf(one, articles.get(one.article), configuration) ?? [])
  if (questions.length === 0)
    throw new InputError('No entry of the feeds is left to ask about: none has a topic, or all were judged.')
  const save = async ({ article, topic, language, score: certainty, title }: Question, isRight: boolean): Promise<void> =>
    await appendFile(
      file,
      `${JSON.stringify({ article, topic, language, score: certainty, title, isRight } satisfies Verdict)}\n`,
    )
  const page = await openScorePage(questions, save, port)
  terminal.note(`${questions.length} questions at ${page.url} (Ctrl-C ends them; what was answered counts)`)
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await Promise.race([page.answered, stopped])
  await page.close()
}

const wholeNumber = (written: string): number => {
  if (!/^\d{1,5}$/.test(written)) throw new InputError(`"${written}" is not a whole number.`)
  return Number(written)
}

/** The newest articles of the configured feeds, by id. */
const articlesOf = async (
  store: Store,
  configuration: Configuration,
  now: number,
): Promise<ReadonlyMap<string, StoredArticle>> =>
  await withFilterVectors(configuration, async (vectorOf) => {
    const found = new Map<string, StoredArticle>()
    for (const feed of configuration.feeds) {
      const read = await filterWith({ configuration, store, now, vectorOf }, feed.filter, 'operator')
      if (!read.ok) continue
      const filter: Filter = { kind: 'and', of: [read.filter, { kind: 'after', at: now - WITHIN_MS }] }
      const { rows } = await store.articles({ filter, limit: MOST_OF_FEED, before: null })
      for (const article of rows) found.set(article.id, article)
    }
    return found
  })

const askedOf = ({ id, language, title, topics }: StoredArticle): readonly Asked[] =>
  topics.map((topic) => ({ article: id, topic: topic.id, language, score: topic.score, title }))

const questionOf = (
  asked: Asked,
  article: StoredArticle | undefined,
  { taxonomy, sources }: Configuration,
): Question | null => {
  const topic = taxonomy.topics.find(({ id }) => id === asked.topic)
  if (topic === undefined || article === undefined) return null
  const { summary } = republished(
    article,
    sources.find(({ id }) => id === article.source),
  )
  return {
    ...asked,
    label: labelIn(topic.label, 'en'),
    scope: topic.about ?? topic.scope.in ?? '',
    summary,
    link: article.link,
  }
}

const verdictsIn = async (file: string): Promise<readonly Verdict[]> => {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as Verdict)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

const HEADINGS = ['', 'right', 'of', 'precision', '95 % interval']
const percent = (share: number): string => `${Math.round(100 * share)} %`
const cellsOf = ({ name, right, asked, value, low, high }: Tally): readonly string[] => [
  name,
  String(right),
  String(asked),
  asked === 0 ? '' : percent(value),
  `${percent(low)}–${percent(high)}`,
]

export const cardText = (verdicts: readonly Verdict[]): string => {
  const { all, topics, languages, thresholds } = scoreCard(verdicts)
  const higher = thresholds.map((one) => [...cellsOf(one), `${one.lost} right ones lost`])
  return [
    formatTable(HEADINGS, [all, ...topics, ...languages].map(cellsOf)),
    `What a higher threshold would leave:\n${formatTable([...HEADINGS, ''], higher)}`,
  ].join('\n\n')
}

/** Writes the verdicts about topics by example into the operator's topics.yaml, as examples that these topics learn from. */
const learnFrom = async (
  { places, terminal }: CommandContext,
  verdicts: readonly Verdict[],
  taxonomy: Taxonomy,
): Promise<void> => {
  const file = join(await folderToWrite(places.configFolder), 'topics.yaml')
  const before = await readTextFile(file, '')
  const { text, learned, known } = withExamples(before, verdicts, taxonomy)
  if (learned > 0) await replaceFile(file, text, before)
  const others = verdicts.length - learned - known
  terminal.note(`${file}: ${counted(learned, 'new example')}, ${known} known.`)
  if (others > 0) terminal.note(`${counted(others, 'verdict')} left out: their topics do not learn from examples.`)
}

/** The text of topics.yaml with the verdicts that its topics by example do not have yet; how many these are, and how many they have. */
export const withExamples = (before: string, verdicts: readonly Verdict[], taxonomy: Taxonomy) => {
  const byExample = new Set(topicsByExample(taxonomy).map(({ id }) => id))
  const examples = new Map(taxonomy.topics.map((topic) => [topic.id, topic.examples]))
  let [text, learned, known] = [before, 0, 0]
  for (const { topic, title, language, score: was, isRight } of verdicts.filter((one) => byExample.has(one.topic))) {
    const { match = [], miss = [] } = examples.get(topic) ?? {}
    if ([...match, ...miss].some((example) => example.text === title)) known += 1
    else {
      text = addExample(text, topic, isRight ? 'match' : 'miss', { text: title, language, was })
      learned += 1
    }
  }
  return { text, learned, known }
}

/** Recall by events that the operator knows: lines of a topic, a colon and a filter that finds the reports of the event. */
const tellRecall = async (
  { clock, terminal }: CommandContext,
  store: Store,
  configuration: Configuration,
  file: string,
): Promise<number> => {
  const found: { readonly line: string; readonly isRight: boolean | null }[] = []
  const lines = (await readFile(file, 'utf8')).split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))
  await withFilterVectors(configuration, async (vectorOf) => {
    for (const line of lines) {
      const [, topic = '', text = ''] = /^\s*([\w.-]+)\s*:\s(.+)$/.exec(line) ?? []
      const read = await filterWith({ configuration, store, now: clock.now(), vectorOf }, text, 'operator')
      if (topic === '' || !read.ok)
        throw new InputError(`"${line}" is not a topic, a colon and a filter, as in: ig.shutdowns: iraq exams`)
      const isReported = await hasAny(store, read.filter)
      found.push({ line, isRight: isReported ? await hasAny(store, withTopic(read.filter, topicId(topic))) : null })
    }
  })
  const reported = found.flatMap(({ line, isRight }) => (isRight === null ? [] : [{ line, isRight }]))
  terminal.out(formatTable(['', 'found', 'of', 'recall', '95 % interval'], [cellsOf(tallyOf('known events', reported))]))
  for (const { line } of reported.filter(({ isRight }) => !isRight)) terminal.out(`without the topic: ${line}`)
  for (const { line } of found.filter(({ isRight }) => isRight === null)) terminal.out(`no source reported: ${line}`)
  return 0
}

const withTopic = (filter: Filter, topic: TopicId): Filter => ({ kind: 'and', of: [filter, { kind: 'topic', anyOf: [topic] }] })
const hasAny = async (store: Store, filter: Filter): Promise<boolean> =>
  (await store.articles({ filter, limit: 1, before: null })).rows.length > 0
