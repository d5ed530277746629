import type { Readable } from 'node:stream'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openEmbeddings } from '../server/open-embeddings.ts'
import { createEnricher, type Enricher } from '../enrich/enricher.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import type { MultilingualEmbeddings } from '../grouping/embeddings/embeddings.ts'
import { createGrouping, type Grouped } from '../grouping/lab-grouping.ts'
import type { CommandContext } from './context.ts'
import { jsonLines, ownIdOf, textOf } from './json-lines.ts'

/** An article as a line of standard input has it. */
export type LabArticle = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly lang: string | null
  readonly date: string | null
  readonly source: string | null
}
/** What grouping needs to know, read once for many streams. */
export type GroupingTools = { readonly enricher: Enricher; readonly embeddings: MultilingualEmbeddings }

/** Copies, stories and links of articles in order of arrival; answers come after the last line. */
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
  for await (const { id, title, text, lang, date, source } of articles) {
    const language = languageTag(lang) ?? enricher.language(`${title}\n${text}`, null).language
    const tags = enricher.tags({ title, text, language, sourceTopics: [] })
    const dated = Date.parse(date ?? '')
    // Without a date: a minute after the one before, so that the order counts and the distance does not.
    const at = Number.isNaN(dated) ? arrived * 60_000 : dated
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
