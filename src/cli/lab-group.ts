import type { Readable } from 'node:stream'
import { withoutBoilerplate } from '../enrich/boilerplate/boilerplate.ts'
import { type Enricher, createEnricher } from '../enrich/enricher.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import { decide, lookAgain } from '../grouping/decide.ts'
import type { MultilingualEmbeddings } from '../grouping/embeddings/embeddings.ts'
import { createGroupingIndex, type LateMatch } from '../grouping/grouping-index.ts'
import { fingerprintOf } from '../grouping/near-duplicates/fingerprint.ts'
import { MINUTE } from '../lib/durations.ts'
import type { Fingerprint, Tags } from '../model/article.ts'
import { reasonLine } from '../model/assignment-reason.ts'
import { type ArticleId, type Instant, type LanguageTag, articleId, sourceId, storyId } from '../model/ids.ts'
import type { Assignment, CopyCandidate } from '../model/story.ts'
import { type StoryReport, storyTagsOf } from '../model/story-tags.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openEmbeddings } from '../server/open-embeddings.ts'
import type { CommandContext } from './context.ts'
import { jsonLines, ownIdOf, textOf } from './lab.ts'

/** An article of one line of standard input. */
export type LabArticle = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly lang: string | null
  readonly date: string | null
  readonly source: string | null
}
/** What grouping needs, loaded once for many streams. */
export type GroupingTools = { readonly enricher: Enricher; readonly embeddings: MultilingualEmbeddings }

/** Prints copies, stories and links of articles that arrive in the order of the lines; the output begins after the last line. */
export const labGroup = async ({ places, env, clock, stdin, terminal }: CommandContext): Promise<number> => {
  const { taxonomy } = await requireConfiguration(places.configFolder, env, clock.now())
  const tools = await groupingTools(taxonomy)
  for (const answer of await groupArticles(tools, articlesOf(stdin))) terminal.out(JSON.stringify(answer))
  return 0
}

export const groupingTools = async (taxonomy: Taxonomy): Promise<GroupingTools> => ({
  enricher: await createEnricher({ taxonomy, fingerprint: null }),
  embeddings: openEmbeddings(),
})

export const groupArticles = async (
  { enricher, embeddings }: GroupingTools,
  articles: AsyncIterable<LabArticle> | Iterable<LabArticle>,
): Promise<readonly Grouped[]> => {
  const grouping = createGrouping(embeddings)
  let arrived = 0
  for await (const { id, title, text: whole, lang, date, source } of articles) {
    const text = withoutBoilerplate(whole)
    const language = languageTag(lang) ?? enricher.language(`${title}\n${text}`, null).language
    const tags = enricher.tags({ title, text, language, sourceTopics: [] })
    const dated = Date.parse(date ?? '')
    // Without a date: a minute after the article before, so that the order counts but hardly the distance in time.
    const at = Number.isNaN(dated) ? arrived * MINUTE : dated
    grouping.add({ ...tags, id, title, text, language, at, source: source ?? id })
    arrived += 1
  }
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
  readonly evidence: readonly string[]
  /** The topics of its story. */
  readonly topics: readonly { readonly id: string; readonly score: number; readonly reports: number }[]
}

/** Copies, stories and links of articles in order of arrival, decided as the service decides, all in memory. */
export const createGrouping = (embeddings: MultilingualEmbeddings) => {
  const index = createGroupingIndex(embeddings)
  const fingerprints = new Map<ArticleId, Fingerprint>()
  const [grouped, order] = [new Map<string, Omit<Grouped, 'topics' | 'story'>>(), new Map<string, number>()]
  const together = new Map<string, StoryReport[]>()
  /** Joins two stories; the one that began later ends. */
  const join = (story: string, other: string): void => {
    const [into = '', ended = ''] = [story, other].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    for (const _ of index.join(storyId(ended), storyId(into))) continue
    together.set(into, [...(together.get(into) ?? []), ...(together.get(ended) ?? [])])
    together.delete(ended)
    for (const one of grouped.values()) if (one.crossStory === ended) grouped.set(one.id, { ...one, crossStory: into })
  }
  const group = (row: GroupRow): { readonly assignment: Assignment; readonly late: LateMatch | null } => {
    const fingerprint = fingerprintOf(row.title, row.text)
    const ids = { article: articleId(row.id), story: storyId(row.id), source: sourceId(row.source) }
    const report = { ...row, ...ids, html: '', canonicalUrl: null, publishedAt: row.at, arrivedAt: row.at, fingerprint }
    const candidates = index.duplicateCandidates(report).flatMap((candidate): readonly CopyCandidate[] => {
      const stored = fingerprints.get(candidate.article)
      return stored === undefined ? [] : [{ ...candidate, fingerprint: stored }]
    })
    const decision = decide(index, report, candidates)
    index.add(report, decision)
    if (fingerprint !== null) fingerprints.set(report.article, fingerprint)
    return { assignment: decision.assignment, late: lookAgain(index, row, decision) }
  }
  return {
    add(row: GroupRow): void {
      const { id, language } = row
      const { assignment, late } = group(row)
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
      if (late !== null) join(late.story, late.other)
    },
    finish: (): readonly Grouped[] => {
      const topics = new Map(Array.from(together, ([story, reports]) => [story, storyTagsOf(reports).topics]))
      const stories = byLanguage([...grouped.values()])
      return stories.map((one) => ({ ...one, topics: topics.get(one.crossStory) ?? [] }))
    },
  }
}

/** Adds the name of the story within the language. */
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
