/**
 * What a model behind an end point adds to stories across languages: titles of one summer (OG2021) and reports of invented events, without a model
 * and with it. The end point is ours, with the weak vectors of the built-in table; EMBEDDINGS_URL and EMBEDDINGS_MODEL name another. An
 * ideal model knows the events: what evidence lets through of what it finds is the most that any model can add. A deceived one takes
 * events that resemble each other for one: evidence must keep them apart.
 */
import { createEmbeddingsEndpoint } from '../../../src/embeddings/endpoint.ts'
import { groupingTools } from '../../../src/cli/lab-group.ts'
import { languageTag } from '../../../src/enrich/language/language-tag.ts'
import { decideBatch, type Decided } from '../../../src/grouping/decide-batch.ts'
import { createGroupingIndex } from '../../../src/grouping/grouping-index.ts'
import { decideWithVectors } from '../../../src/grouping/model-vectors/decide-with-vectors.ts'
import { type AskModel, askAbout, NO_ANSWER, textFor } from '../../../src/grouping/model-vectors/model-vector.ts'
import { fingerprintOf } from '../../../src/grouping/near-duplicates/fingerprint.ts'
import { createTurns } from '../../../src/grouping/turns.ts'
import type { Fingerprint } from '../../../src/model/article.ts'
import { type ArticleId, articleId, sourceId, storyId } from '../../../src/model/ids.ts'
import type { LoggedArticle } from '../../../src/store/ports/article-log.ts'
import { startEmbeddingsServer } from '../../embeddings/embeddings-server.ts'
import { inventedStream } from '../events.ts'
import { bCubed, type Groups, pairwise } from '../measures.ts'
import { type Figure, type Outcome, percent } from '../suite.ts'
import { chanceOf } from './chance.ts'
import { crossEventsOf, type DatedArticle, og2021 } from './rows.ts'
import { configuredTaxonomy } from '../tags.ts'

const MODEL = 'measured'
/** As the grouper takes them. */
const BATCH = 64

export const embeddings = async (folder: string): Promise<Outcome> => {
  const tools = await groupingTools(await configuredTaxonomy())
  const { articles, familyOf } = inventedStream()
  const measured = [await measure('OG2021', og2021(folder), tools), await measure('events', articles, tools, familyOf)]
  return {
    suite: 'embeddings',
    cases: measured.reduce((sum, { cases }) => sum + cases, 0),
    figures: measured.flatMap(({ figures }) => figures),
    wrong: measured.flatMap(({ wrong }) => wrong),
  }
}

const measure = async (
  set: string,
  rows: readonly DatedArticle[],
  tools: Tools,
  familyOf: ((event: string) => string) | null = null,
): Promise<Omit<Outcome, 'suite'>> => {
  const truth = crossEventsOf(rows)
  const articles = rows.map((row, nth) => loggedOf(row, nth, tools))
  const runWith = (ask: AskModel | null) => group(articles, tools, ask)
  const served = await servedBy(articles)
  const without = await runWith(null)
  const withModel = await runWith(served.ask)
  await served.close()
  const runs = { without, with: withModel, ideal: await runWith(idealFor(articles, truth)) }
  const families = familyOf === null ? null : new Map([...truth].map(([id, event]) => [id, familyOf(event)]))
  const all = families === null ? runs : { ...runs, deceived: await runWith(idealFor(articles, families)) }
  return {
    cases: articles.length,
    figures: Object.entries(all).flatMap(([name, run]) => figuresOf(`${set} ${name}`, run, truth)),
    wrong: Object.values(all)
      .flatMap(({ joins }) => joins)
      .filter((one) => !isRight(one, truth))
      .map(({ id, to }) => `${set}: ${id} joined ${to}`),
  }
}

type Join = { readonly id: string; readonly to: string }
type Grouping = { readonly found: Groups; readonly joins: readonly Join[] }

const isRight = ({ id, to }: Join, truth: Groups): boolean => truth.get(id) === truth.get(to)

const figuresOf = (name: string, { found, joins }: Grouping, truth: Groups): readonly Figure[] => {
  const pairs = pairwise(truth, found)
  const figure = (what: string, value: number): Figure => ({ name: `${name}: ${what}`, value, bar: null })
  return [
    figure('pair precision', pairs.precision),
    figure('pair recall', pairs.recall),
    figure('B³', bCubed(truth, found).f1),
    figure('joined by the model', joins.length),
    figure('of these right', percent(joins.filter((one) => isRight(one, truth)).length, joins.length)),
  ]
}

type Tools = Awaited<ReturnType<typeof groupingTools>>

const loggedOf = ({ id, lang, title, text, at, source }: DatedArticle, nth: number, { enricher }: Tools): LoggedArticle => {
  const language = languageTag(lang) ?? 'und'
  return {
    ...enricher.tags({ title, text, language, sourceTopics: [] }),
    number: nth + 1,
    id: articleId(id),
    ownStory: storyId(id),
    source: sourceId(source),
    alsoIn: [],
    language,
    title,
    text,
    html: '',
    link: null,
    canonicalUrl: null,
    guid: null,
    publishedAt: at,
    firstSeen: at,
    revisedAt: null,
    sortAt: at,
    contentHash: nth,
    fingerprint: fingerprintOf(title, text),
    story: null,
    sameAs: null,
    copyOf: null,
  }
}

const group = async (articles: readonly LoggedArticle[], tools: Tools, ask: AskModel | null): Promise<Grouping> => {
  const index = createGroupingIndex(tools.embeddings)
  const turns = createTurns(() => performance.now())
  const model = ask === null ? null : { model: MODEL, mayRead: () => true }
  const fingerprints = new Map<ArticleId, Fingerprint>()
  const decided: Decided[] = []
  for (let from = 0; from < articles.length; from += BATCH) {
    const batch = articles.slice(from, from + BATCH)
    const deciding = decideBatch(
      index,
      batch,
      { identical: [], fingerprints },
      { isAtHome: () => false, grouped: 'all', model },
    )
    decided.push(...(await decideWithVectors(deciding, turns, (wanted) => askAbout(wanted, MODEL, ask ?? NO_ANSWER))))
    for (const { id, fingerprint } of batch) if (fingerprint !== null) fingerprints.set(id, fingerprint)
  }
  const found = new Map<string, string>()
  const joins: Join[] = []
  for (const one of decided) {
    if (one.kind === 'same') continue
    const { assignment } = one.decision
    found.set(one.article.id, assignment.kind === 'starts' ? one.article.id : assignment.story)
    if (assignment.kind === 'joins' && assignment.reasons.some(({ kind }) => kind === 'model'))
      joins.push({ id: one.article.id, to: assignment.parent ?? '' })
  }
  return { found, joins }
}

const servedBy = async (articles: readonly LoggedArticle[]) => {
  const languages = new Map(articles.map((article) => [textFor(article), article.language]))
  const server = await startEmbeddingsServer((text) => languages.get(text) ?? 'und')
  const { EMBEDDINGS_URL: url = server.url, EMBEDDINGS_MODEL: model = MODEL } = process.env
  const endpoint = createEmbeddingsEndpoint(
    { url, model, key: process.env.EMBEDDINGS_KEY ?? null, secrets: new Map() },
    {
      userAgent: 'Polywire',
      now: () => Date.now(),
      elapsed: () => performance.now(),
      reported: (report) => {
        if (report.outcome === 'failed') throw new Error(`the end point gave no vectors: ${report.why}`)
      },
    },
  )
  return { ask: endpoint.embed, close: async () => void (await Promise.all([endpoint.close(), server.close()])) }
}

const DIMENSIONS = 96
/** Reports of one event have half of their direction in common. */
const idealFor = (articles: readonly LoggedArticle[], truth: Groups): AskModel => {
  const events = new Map(articles.map((article) => [textFor(article), truth.get(article.id) ?? '']))
  const numbers = new Map([...new Set([...events.keys(), ...events.values()])].map((name, nth) => [name, nth + 1]))
  const directionOf = (name: string): readonly number[] => {
    const chance = chanceOf((numbers.get(name) ?? 0) * 7_919)
    return Array.from({ length: DIMENSIONS }, () => chance() - 0.5)
  }
  return async (texts) =>
    texts.map((text) => {
      const own = directionOf(text)
      return { model: 'ideal', values: directionOf(events.get(text) ?? '').map((value, nth) => value + (own[nth] ?? 0)) }
    })
}
