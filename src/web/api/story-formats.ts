/** Stories as CSV (RFC 4180). */
import { type CsvColumn, csvHead, csvLineOf, several } from './article-formats.ts'
import type { StoryMatch } from './report-schemas.ts'

const certain = (topics: StoryMatch['topics']): string => several(topics.map(({ id, score }) => `${id} ${score.toFixed(2)}`))
const named = (names: StoryMatch['entities']): string => several(names.map(({ id, reports }) => `${id} ${reports}`))

const COLUMNS: readonly CsvColumn<StoryMatch>[] = [
  ['id', ({ id }) => id],
  ['first_at', ({ publishedAt }) => publishedAt],
  ['last_at', ({ lastAt }) => lastAt],
  ['updated_at', ({ updatedAt }) => updatedAt],
  ['title', ({ title }) => title],
  ['language', ({ language }) => language],
  ['link', ({ link }) => link],
  ['languages', ({ languages }) => several(languages)],
  ['sources', ({ sources }) => several(sources)],
  ['origins', ({ origins }) => several(origins.map(({ name }) => name))],
  ['countries', ({ publishers }) => several([...new Set(publishers.flatMap(({ country }) => country ?? []))])],
  ['topics', ({ topics }) => certain(topics)],
  ['entities', ({ entities }) => named(entities)],
  ['places', ({ places }) => named(places)],
  ['articles', ({ articleCount }) => articleCount],
  ['copies', ({ copyCount }) => copyCount],
  ['affair', ({ affair }) => affair.id],
  ['continues', ({ affair }) => affair.continues],
  ['page', ({ url }) => url],
]

export const STORY_HEAD = csvHead(COLUMNS)
export const storyLine = (story: StoryMatch): string => csvLineOf(COLUMNS, story)
