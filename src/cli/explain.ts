import { logOddsOf } from '../lib/probability.ts'
import { boilerplateIn, withoutCuts } from '../enrich/boilerplate/boilerplate.ts'
import { type Considered, createTagger } from '../enrich/tagging/tagger.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openStoreToRead } from '../server/stores.ts'
import { type ArticlePage, describeRefusal, withPageText } from '../model/article-page.ts'
import type { DateFrom, Evidence, StoredArticle } from '../model/article.ts'
import { comparesMeaning, type Configuration } from '../model/configuration.ts'
import { type Filter, likesIn } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import type { RightsSignal } from '../model/reservation.ts'
import type { FeedDefinition } from '../model/taxonomy.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import { type MatchContext, matchesFilter, type Verdict } from '../publish/filter/matches-filter.ts'
import { EVEN } from '../understand/topics/by-example/likeness.ts'
import { withOwnTopics } from './own-topics.ts'
import { filterWith } from '../web/read-filter.ts'
import { listedFeeds } from '../web/feeds/feed-query.ts'
import { joinFilters } from '../web/filter-parts.ts'
import { localeFor } from '../web/locale.ts'
import { sentenceAround } from './evidence-sentence.ts'
import { explainInWords } from './explain-words.ts'
import { withFilterVectors } from './filter-vectors.ts'
import { createVocabulary } from '../publish/filter/filter-vocabulary.ts'
import type { Story } from '../model/story.ts'
import { originsOf } from '../model/origins.ts'
import { tagsOfStory } from '../model/story-tags.ts'
import type { DecisionRecord } from '../store/ports/story-view.ts'
import type { Store } from '../store/ports/store.ts'
import type { CommandContext } from './context.ts'
import { withRemembered } from './remembered.ts'
import { isStoryId, nameIn, storyNamed } from './story-names.ts'
import type { Terminal } from './terminal.ts'

export type ExplainFlags = { readonly json?: boolean; readonly numbers?: boolean }

/** Explains why an article has its language, tags and story, and which feeds it is in; also while a service runs. */
export const explain = async (context: CommandContext, what: string, flags: ExplainFlags): Promise<number> => {
  const { places, env, clock, terminal } = context
  const configuration = await withRemembered(context, async (remembered) =>
    requireConfiguration(places.configFolder, env, clock.now(), remembered),
  )
  const store = await openStoreToRead(places)
  try {
    const article = await articleNamedBy(store, what, terminal)
    const decision = article === null ? null : await store.decision(article.id)
    const story = article === null ? null : await store.story(article.story)
    if (decision === null || story === null) {
      terminal.note(`There is no article "${what}". Give its id (a…), or its address as its source writes it.`)
      return 1
    }
    const record = { ...decision, story }
    const rights = (await store.reservations.sourceSignals()).get(record.article.source) ?? null
    const page = await pageOf(store, record.article)
    const affair = (await store.affairs([story.affair])).get(story.affair) ?? [story.id]
    const earlier = (await store.wordingsOf([record.article.id])).get(record.article.id) ?? []
    const changed = earlier.map(({ replacedAt }) => replacedAt)
    const feeds = await feedVerdicts(store, configuration, { article: record.article, affair, changed, story }, clock.now())
    const considered = [
      ...consideredTopics(configuration, record.article, page),
      ...(await consideredExamples(configuration, record.article)),
    ]
    if (flags.json === true)
      terminal.out(JSON.stringify({ ...record, feeds: feeds.map(withoutTitle), considered, rights, page: shownPage(page) }))
    else if (flags.numbers === true) terminal.out(explanation({ record, considered, rights, page }, feeds, terminal))
    else
      terminal.out(
        explainInWords({ record, considered }, feeds.map(inWords), {
          configuration,
          terminal,
          dateFrom: DATE_FROM[record.article.dateFrom],
          more: [...rightsLines(rights), ...pageLines(page)],
        }),
      )
    return 0
  } finally {
    await store.close()
  }
}

/** The named article; of a story its lead, since feeds link to story pages. Null: there is none. */
const articleNamedBy = async (store: Store, what: string, { note }: Terminal): Promise<StoredArticle | null> => {
  const name = nameIn(what)
  if (!isStoryId(name)) return await store.findArticle(name)
  const { id, lead } = await storyNamed(store, name)
  note(`${name} is a story: this is the article that leads it. "polywire story show ${id}" explains the others.`)
  return lead
}

/** How likely each topic is by the current configuration. */
const consideredTopics = (
  { taxonomy, sources }: Configuration,
  article: StoredArticle,
  page: ArticlePage | null,
): readonly Considered[] => {
  const { title, language } = article
  const whole = withPageText(article.text, page?.kind === 'read' ? page.text : null)
  const text = withoutCuts(whole, boilerplateIn(whole))
  const sourceTopics = sources.find(({ id }) => id === article.source)?.topics ?? []
  return createTagger(taxonomy).consider({ title, text, language, sourceTopics })
}

const consideredExamples = async (
  configuration: Configuration,
  { title, text, language }: StoredArticle,
): Promise<readonly Considered[]> => {
  const likely = await withOwnTopics(configuration, async ({ likeness }, encoder) => {
    const [vector] = await encoder.encode([{ title, text: withoutCuts(text, boilerplateIn(text)), language }])
    return vector === null || vector === undefined ? null : (likeness?.(vector) ?? null)
  })
  return (likely ?? []).map(({ id, least, probability, likeness: found, nearest }, rank) => ({
    id,
    probability,
    chosen: rank === 0 && probability >= least,
    evidence: [],
    because: [{ what: `most like its example "${nearest}", ${found.toFixed(2)} of ${EVEN}`, moved: logOddsOf(probability) }],
  }))
}

type FeedVerdict = {
  readonly feed: FeedDefinition['id']
  readonly title: FeedDefinition['title']
  readonly filter: string
  readonly verdict: Verdict | null
}
const withoutTitle = ({ feed, filter, verdict }: FeedVerdict): object => ({ feed, filter, verdict })
const inWords = ({ title, verdict }: FeedVerdict) => ({ title, matches: verdict?.matches === true })

const feedVerdicts = async (
  store: Store,
  configuration: Configuration,
  {
    article,
    affair,
    changed,
    story,
  }: Pick<MatchContext, 'affair' | 'changed'> & { readonly article: StoredArticle; readonly story: Story },
  now: Instant,
): Promise<readonly FeedVerdict[]> => {
  const { taxonomy, sources } = configuration
  const feeds = listedFeeds(configuration.feeds, { configuration, locale: localeFor('en', undefined) })
  const vocabulary = createVocabulary(taxonomy, sources, now, comparesMeaning(configuration))
  const known = new Map(sources.map((source) => [source.id, source]))
  const origins = originsOf(story.articles, known).length
  return await withFilterVectors(configuration, async (vectorOf) => {
    const verdicts: FeedVerdict[] = []
    for (const { id, title, filter: own, sources: only } of feeds) {
      const filter = joinFilters([own, only.length === 0 ? '' : `source:${only.join(',')}`])
      const read = await filterWith({ configuration, store, now, vectorOf }, filter, 'operator')
      const near = read.ok ? await likesMet(store, read.filter, article) : new Set()
      const context: MatchContext = {
        vocabulary,
        sources: known,
        affair,
        changed,
        origins,
        languages: story.languages,
        isNear: (part) => near.has(part),
      }
      verdicts.push({ feed: id, title, filter, verdict: read.ok ? matchesFilter(read.filter, article, context) : null })
    }
    return verdicts
  })
}

const likesMet = async (store: Store, filter: Filter, { id, publishedAt }: StoredArticle): Promise<ReadonlySet<Filter>> => {
  const met = new Set<Filter>()
  for (const like of likesIn(filter)) {
    const around: Filter[] = [like, { kind: 'after', at: publishedAt }, { kind: 'before', at: publishedAt + 1 }]
    const { rows } = await store.articles({ filter: { kind: 'and', of: around }, limit: MOST_AT_ONCE, before: null })
    if (rows.some((row) => row.id === id)) met.add(like)
  }
  return met
}
/** Articles that were published in one millisecond. */
const MOST_AT_ONCE = 1_000

const explanation = (
  { record, considered, rights, page }: Explained,
  feeds: readonly FeedVerdict[],
  terminal: Terminal,
): string => {
  const { article, story, reasons, items } = record
  const declared = article.declaredLanguage
  const disagrees = declared !== null && declared.split('-')[0] !== article.language.split('-')[0]
  return [
    article.title,
    `${article.id}  ${article.link ?? '(no address)'}`,
    `language  ${article.language} (${article.confidence.toFixed(2)}), declared ${declared ?? 'nothing'}${disagrees ? ': they disagree' : ''}`,
    `source    ${article.source}${article.alsoIn.length > 0 ? `, also in ${article.alsoIn.join(', ')}` : ''}`,
    `published ${new Date(article.publishedAt).toISOString()}: ${DATE_FROM[article.dateFrom]}`,
    `seen      ${new Date(article.firstSeen).toISOString()}, ${article.revisions} revisions`,
    `story     ${story.id} with ${story.articles.length} articles${article.copyOf === null ? '' : `; a copy of ${article.copyOf}`}`,
    ...reasons.map((reason) => `          ${reasonLine(reason)}`),
    ...affairLines(story),
    `kind      ${article.kind ?? 'not judged by its meaning'}`,
    ...rightsLines(rights),
    ...pageLines(page),
    ...items.map(({ source, key }) => terminal.dim(`item      ${source} ${key}`)),
    ...tagLines('topic', article.topics, article, terminal),
    ...consideredLines(considered),
    ...storyTopicLines(record),
    ...tagLines('entity', article.entities, article, terminal),
    ...tagLines('place', article.places, article, terminal),
    ...feeds.flatMap((verdict) => feedLines(verdict, terminal)),
  ].join('\n')
}

/** Whether the story continues an earlier one, or is continued, on the lines of `explain` and `story show`. */
export const affairLines = ({ id, continues, affair }: Pick<Story, 'id' | 'continues' | 'affair'>): readonly string[] =>
  affair === id ? [] : [`affair    ${affair}${continues === null ? '' : `; this story continues ${continues}`}`]

const DATE_FROM: Readonly<Record<DateFrom, string>> = {
  item: 'its own date',
  address: 'the item has no date; the day is from its address',
  feed: 'the item has no date; this is the feed’s',
  estimate: 'the item has no date; it was there when its source was first read',
  arrival: 'the item has no date; this is when it was first seen',
}

type ExplainedRecord = DecisionRecord & { readonly story: Story }
type Explained = {
  readonly record: ExplainedRecord
  readonly considered: readonly Considered[]
  /** The reservations of its source; null: not read yet. */
  readonly rights: readonly RightsSignal[] | null
  /** Null: the page was never requested. */
  readonly page: ArticlePage | null
}

const pageOf = async (store: Store, { canonicalUrl }: StoredArticle): Promise<ArticlePage | null> =>
  canonicalUrl === null ? null : ((await store.pages.pagesAt([canonicalUrl])).get(canonicalUrl) ?? null)

const shownPage = (page: ArticlePage | null): object | null =>
  page?.kind === 'read' ? { readAt: page.readAt, kind: page.kind, characters: page.text.length } : page

const pageLines = (page: ArticlePage | null): readonly string[] => {
  if (page === null) return []
  const when = new Date(page.readAt).toISOString()
  return page.kind === 'read'
    ? [`page      read ${when} for language, tags and story: ${page.text.length} characters, never shown`]
    : [`page      given up ${when}: ${describeRefusal(page.reason, page.detail)}`]
}

const rightsLines = (rights: Explained['rights']): readonly string[] =>
  (rights ?? []).map(
    ({ from, says, reserves, terms }) =>
      `rights    ${says} (${from})${reserves.length === 0 ? '' : `: reserves ${reserves.join(', ')}`}${terms === null ? '' : `; terms: ${terms}`}`,
  )

const WORTH_A_LINE = 0.15

/** How likely each topic is by the article alone, and the three strongest reasons, in log-odds. */
const consideredLines = (considered: readonly Considered[]): readonly string[] =>
  considered
    .filter(({ probability }) => probability >= WORTH_A_LINE)
    .map(({ id, probability, chosen, because }) => {
      const reasons = because.map(({ what, moved }) => `${what} (${moved > 0 ? '+' : ''}${moved.toFixed(1)})`).join(', ')
      return `          ${id}: ${Math.round(100 * probability)} % likely${chosen ? '' : ', not enough'}: ${reasons}`
    })

/** Topics that the article has from its story, and its own ones that the story does not have. */
const storyTopicLines = ({ article, story }: ExplainedRecord): readonly string[] => {
  const together = tagsOfStory(story)
  if (together.of < 2) return []
  const own = new Set(article.topics.map(({ id }) => id))
  const itsStorys = new Set(together.topics.map(({ id }) => id))
  return [
    ...together.topics.map(({ id, score, reports }) => {
      const whose = own.has(id) ? 'its own and its story’s' : 'its story’s'
      return `          ${id}: ${whose} (${score.toFixed(2)} on average; ${reports} of ${together.of} reports say so)`
    }),
    ...article.topics.filter(({ id }) => !itsStorys.has(id)).map(({ id }) => `          ${id}: its own, not its story’s`),
  ]
}

type Tag = { readonly id: string; readonly score?: number; readonly evidence: readonly Evidence[] }

const tagLines = (kind: string, tags: readonly Tag[], article: StoredArticle, terminal: Terminal): readonly string[] =>
  tags.flatMap(({ id, score, evidence }) => [
    `${kind.padEnd(9)} ${id}${score === undefined ? '' : ` (${score.toFixed(2)})`}`,
    ...(evidence.length === 0 ? ['          from the article’s page'] : []),
    ...[...new Set(evidence.map((found) => evidenceLine(article, found, terminal.mark)))].map(
      (sentence) => `          ${sentence}`,
    ),
  ])

const feedLines = ({ feed, verdict }: FeedVerdict, terminal: Terminal): readonly string[] => {
  if (verdict === null) return [`feed      ${feed}: its filter can't be read; run "polywire check"`]
  const why = reasonsOf(verdict).join('; ')
  const line = `feed      ${feed}: ${verdict.matches ? 'in' : 'out'}${why === '' ? '' : `: ${why}`}`
  return [verdict.matches ? line : terminal.dim(line)]
}

/** The parts of a filter that decided: those with the result of the whole. */
const reasonsOf = (verdict: Verdict): readonly string[] =>
  verdict.of.length === 0
    ? [`${verdict.part} ${verdict.why === '' ? '' : `(${verdict.why})`}`.trim()]
    : verdict.of.filter(({ matches }) => matches === verdict.matches).flatMap(reasonsOf)

const evidenceLine = (article: StoredArticle, evidence: Evidence, mark: (text: string) => string): string => {
  const { term, field, kind } = evidence
  return kind === 'example' ? `like the example ${mark(term)}` : `${field}, ${kind}: ${sentenceAround(article, evidence, mark)}`
}
