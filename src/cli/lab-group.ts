import type { Readable } from 'node:stream'
import { withoutBoilerplate } from '../enrich/boilerplate/boilerplate.ts'
import { type Enricher, createEnricher } from '../enrich/enricher.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import { ALONE, decide } from '../grouping/decide.ts'
import { createGroupingIndex, type Decision, type GroupingIndex } from '../grouping/grouping-index.ts'
import { fingerprintOf } from '../grouping/near-duplicates/fingerprint.ts'
import { createJoinDecision } from '../grouping/stories/join-decision.ts'
import { JOIN_TABLE } from '../grouping/stories/learned.ts'
import type { SentenceVector } from '../model/sentence-vector.ts'
import { MINUTE } from '../lib/durations.ts'
import type { Fingerprint, Tags } from '../model/article.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import { type ArticleId, type Instant, type LanguageTag, articleId, sourceId, storyId } from '../model/ids.ts'
import { isReport, type Kind } from '../model/kind.ts'
import type { CopyCandidate } from '../model/story.ts'
import { type StoryReport, storyTagsOf } from '../model/story-tags.ts'
import { learnOwnTopics } from '../server/learn-topics.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import { LEARNED_TOPICS, type OwnTopics } from '../understand/read-by-meaning.ts'
import { createShippedReading } from '../understand/shipped-reading.ts'
import type { CommandContext } from './context.ts'
import { jsonLines, openLabEncoder, ownIdOf, textOf } from './lab.ts'

export type LabArticle = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly lang: string | null
  readonly date: string | null
  readonly source: string | null
}
/** What grouping needs, loaded once for many streams. `encoder` null: by words alone. */
export type GroupingTools = { readonly enricher: Enricher; readonly encoder: Encoder | null; readonly own?: OwnTopics }

/** Prints copies, stories and links of articles that arrive in the order of the lines; the output begins after the last line. */
export const labGroup = async ({ places, env, clock, stdin, terminal }: CommandContext): Promise<number> => {
  const { taxonomy, service } = await requireConfiguration(places.configFolder, env, clock.now())
  const encoder = await openLabEncoder(service.understanding.model, terminal)
  const enricher = await createEnricher({ taxonomy, fingerprint: null })
  const own = await learnOwnTopics(taxonomy, encoder)
  for (const answer of await groupArticles({ enricher, encoder, own }, articlesOf(stdin))) terminal.out(JSON.stringify(answer))
  return 0
}

const AT_ONCE = 256

export const groupArticles = async (
  { enricher, encoder, own = LEARNED_TOPICS }: GroupingTools,
  articles: AsyncIterable<LabArticle> | Iterable<LabArticle>,
): Promise<readonly Grouped[]> => {
  const grouping = createGrouping()
  const readByMeaning = createShippedReading()
  const waiting: Omit<GroupRow, 'kind'>[] = []
  const groupWaiting = async (): Promise<void> => {
    const rows = waiting.splice(0)
    const vectors = (await encoder?.encode(rows)) ?? []
    for (const [nth, row] of rows.entries()) {
      const values = vectors[nth] ?? null
      const { kind, tags } = readByMeaning(row, values, own)
      const vector = values === null || encoder === null ? null : { values, revision: encoder.revision }
      grouping.add({ ...row, ...tags, kind }, vector)
    }
  }
  let arrived = 0
  for await (const { id, title, text: whole, lang, date, source } of articles) {
    const text = withoutBoilerplate(whole)
    const language = languageTag(lang) ?? enricher.language(`${title}\n${text}`, null).language
    const tags = enricher.tags({ title, text, language, sourceTopics: [] })
    const dated = Date.parse(date ?? '')
    // Without a date: a minute after the article before, so that the order counts but hardly the distance in time.
    const at = Number.isNaN(dated) ? arrived * MINUTE : dated
    waiting.push({ ...tags, id, title, text, language, at, source: source ?? id })
    if (waiting.length === AT_ONCE) await groupWaiting()
    arrived += 1
  }
  await groupWaiting()
  return grouping.finish()
}

async function* articlesOf(stdin: Readable): AsyncGenerator<LabArticle> {
  const taken = new Set<string>()
  for await (const row of jsonLines(stdin))
    yield {
      id: ownIdOf(row, taken),
      title: textOf(row, 'title') ?? '',
      text: textOf(row, 'text') ?? '',
      lang: textOf(row, 'lang'),
      date: textOf(row, 'date'),
      source: textOf(row, 'source'),
    }
}

export type GroupRow = Tags & {
  readonly id: string
  readonly kind: Kind
  readonly title: string
  readonly text: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly source: string
}
export type Grouped = {
  readonly id: string
  readonly language: LanguageTag
  readonly copyOf: string | null
  /** The story within the language, named after its first article. */
  readonly story: string
  readonly crossStory: string
  /** The first story of the affair that its story belongs to. */
  readonly affair: string
  readonly evidence: readonly string[]
  readonly topics: readonly { readonly id: string; readonly score: number; readonly reports: number }[]
}

/** Copies, stories and links of articles in order of arrival, decided as the service decides, all in memory. */
export const createGrouping = () => {
  const index = createGroupingIndex(createJoinDecision(JOIN_TABLE))
  const [grouped, order] = [new Map<string, Omit<Grouped, 'topics' | 'story' | 'affair'>>(), new Map<string, number>()]
  const affairs = new Map<string, string>()
  const together = new Map<string, StoryReport[]>()
  /** Joins two stories; the one that began later ends. */
  const join = (story: string, other: string): void => {
    const [into = '', ended = ''] = [story, other].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    index.join(storyId(ended), storyId(into))
    together.set(into, [...(together.get(into) ?? []), ...(together.get(ended) ?? [])])
    together.delete(ended)
    for (const one of grouped.values()) if (one.crossStory === ended) grouped.set(one.id, { ...one, crossStory: into })
  }
  const group = createDecider(index)
  return {
    add(row: GroupRow, vector: SentenceVector | null): void {
      const { id, language } = row
      const { assignment, late, continues } = group(row, vector)
      const crossStory = assignment.kind === 'copy' || assignment.kind === 'joins' ? assignment.story : id
      grouped.set(id, {
        id,
        language,
        copyOf: assignment.kind === 'copy' ? (grouped.get(assignment.of)?.copyOf ?? assignment.of) : null,
        crossStory,
        evidence: assignment.reasons.map(reasonLine),
      })
      const reports = together.get(crossStory) ?? []
      together.set(crossStory, reports)
      reports.push({ ...row, isCopy: assignment.kind === 'copy' })
      order.set(id, order.size)
      if (continues !== null) affairs.set(id, affairs.get(continues) ?? continues)
      if (late !== null) join(late.story, late.other)
    },
    finish: (): readonly Grouped[] => {
      const topics = new Map(Array.from(together, ([story, reports]) => [story, storyTagsOf(reports).topics]))
      const affairOf = (story: string): string => affairs.get(story) ?? story
      return byLanguage([...grouped.values()]).map((one) => ({
        ...one,
        affair: affairOf(one.crossStory),
        topics: topics.get(one.crossStory) ?? [],
      }))
    },
  }
}

/** Returns a function that decides about an article and adds it to the index. */
const createDecider = (index: GroupingIndex) => {
  const fingerprints = new Map<ArticleId, Fingerprint>()
  return (row: GroupRow, vector: SentenceVector | null): Decision => {
    if (!isReport(row.kind)) return ALONE
    const fingerprint = fingerprintOf(row.title, row.text)
    const ids = { article: articleId(row.id), story: storyId(row.id), source: sourceId(row.source) }
    const report = { ...row, ...ids, html: '', canonicalUrl: null, publishedAt: row.at, arrivedAt: row.at, fingerprint }
    const candidates = index.duplicateCandidates(report).flatMap((candidate): readonly CopyCandidate[] => {
      const stored = fingerprints.get(candidate.article)
      return stored === undefined ? [] : [{ ...candidate, fingerprint: stored }]
    })
    const decision = decide(index, report, candidates, vector)
    index.add(report, decision)
    if (fingerprint !== null) fingerprints.set(report.article, fingerprint)
    return decision
  }
}

const byLanguage = <One extends Pick<Grouped, 'id' | 'language' | 'crossStory'>>(
  grouped: readonly One[],
): readonly (One & Pick<Grouped, 'story'>)[] => {
  const stories = new Map<string, string>()
  return grouped.map((one) => {
    const key = `${one.crossStory}\n${one.language}`
    const story = stories.get(key) ?? one.id
    stories.set(key, story)
    return { ...one, story }
  })
}
