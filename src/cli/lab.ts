import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { type Enricher, createEnricher } from '../enrich/enricher.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import type { Evidence } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'
import type { ParsedItem } from '../model/parsed-item.ts'
import { describeFailure } from '../model/source.ts'
import { type ParseResult, readDocument } from '../parse/read-document.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { type CommandContext, InputError } from './context.ts'

type Document = {
  readonly file: string
  readonly url: string | null
  readonly contentType: string | null
  readonly language: string | null
}

/** Runs the parse stage alone on files, and prints its result before any cleaning. */
export const labParse = async ({ clock, stdin, terminal }: CommandContext, files: readonly string[]): Promise<number> => {
  for await (const document of documentsOf(files, stdin)) {
    const result = await readDocument(
      {
        bytes: await readFile(document.file),
        url: document.url ?? pathToFileURL(document.file).href,
        contentType: document.contentType,
        language: document.language,
      },
      { page: null, now: clock.now(), maxItems: 50_000, fallbackParser: true, acceptTruncated: true },
    )
    terminal.out(JSON.stringify(documentView(document.file, result)))
  }
  return 0
}

async function* documentsOf(files: readonly string[], stdin: Readable): AsyncGenerator<Document> {
  for (const file of files) {
    if (file !== '-') yield { file, url: null, contentType: null, language: null }
    else
      for await (const row of jsonLines(stdin)) {
        yield {
          file: neededTextOf(row, 'file'),
          url: textOf(row, 'url'),
          contentType: textOf(row, 'contentType'),
          language: textOf(row, 'language'),
        }
      }
  }
}

/** One line of `polywire lab parse`: the result of the parse stage, with dates in ISO 8601. */
export const documentView = (file: string, result: ParseResult): object => {
  if (!result.ok) return { file, ok: false, failure: { ...result.failure, message: describeFailure(result.failure) } }
  const { feed } = result
  return {
    file,
    ok: true,
    format: feed.format,
    encoding: feed.encoding,
    feed: {
      id: feed.id,
      title: feed.title,
      link: feed.link,
      description: feed.description,
      language: feed.language,
      rights: feed.rights,
      published: isoDate(feed.published),
      updated: isoDate(feed.updated),
      authors: feed.authors,
      categories: feed.categories,
      image: feed.image,
      generator: feed.generator,
    },
    items: feed.items.map(itemView),
    ...(feed.readByFallback ? { readByFallback: true } : {}),
    ...(feed.warnings.length > 0 ? { warnings: feed.warnings } : {}),
  }
}

const itemView = (item: ParsedItem): object => ({
  ...item,
  published: isoDate(item.published),
  updated: isoDate(item.updated),
})

const isoDate = (instant: Instant | null): string | null => (instant === null ? null : new Date(instant).toISOString())

/** Prints language and tags of titles and texts. */
export const labRead = async ({ places, env, clock, stdin, terminal }: CommandContext): Promise<number> => {
  const { taxonomy } = await requireConfiguration(places.configFolder, env, clock.now())
  const enricher = await createEnricher({ taxonomy, fingerprint: null })
  for await (const row of jsonLines(stdin)) {
    const answer = readText(enricher, {
      id: typeof row.id === 'number' ? String(row.id) : (textOf(row, 'id') ?? ''),
      title: textOf(row, 'title') ?? '',
      text: textOf(row, 'text') ?? '',
      lang: textOf(row, 'lang') ?? undefined,
    })
    terminal.out(JSON.stringify(answer))
  }
  return 0
}

/** One line of `lab read`: a text, and the language that its publisher declares. */
export type LabRow = {
  readonly id: string
  readonly title: string
  readonly text?: string
  readonly lang?: string | undefined
  readonly url?: string
}

type Shown = {
  readonly id: string
  readonly score?: number
  readonly evidence: readonly { readonly term: string; readonly at: string }[]
}
export type LabReading = {
  readonly id: string
  readonly language: string
  readonly confidence: number
  readonly topics: readonly Shown[]
  readonly entities: readonly Shown[]
  readonly places: readonly Shown[]
}

/** Language and tags of one text, without feed, store or cleaning. */
export const readText = (enricher: Enricher, { id, title, text = '', lang }: LabRow): LabReading => {
  const { language, confidence } = enricher.language(text === '' ? title : `${title}\n${text}`, languageTag(lang ?? null))
  const { topics, entities, places } = enricher.tags({ title, text, language, sourceTopics: [] })
  return {
    id,
    language,
    confidence: Number(confidence.toFixed(3)),
    topics: topics.map((topic) => ({ id: topic.id, score: topic.score, evidence: shown(topic.evidence) })),
    entities: entities.map((entity) => ({ id: entity.id, evidence: shown(entity.evidence) })),
    places: places.map((place) => ({ id: place.id, evidence: shown(place.evidence) })),
  }
}

/** `title:12-20`: the position of the word, in UTF-16 code units. */
const shown = (evidence: readonly Evidence[]): Shown['evidence'] =>
  evidence.map(({ term, field, start, end }) => ({ term, at: `${field}:${start}-${end}` }))

const LINE = Symbol('line')
/** The object of one line, with the line's number. */
export type JsonRow = Readonly<Record<string, unknown>> & { readonly [LINE]: number }

/** JSON Lines from a stream, one object per line; blank lines are skipped. Throws InputError for any other line. */
export async function* jsonLines(input: Readable): AsyncGenerator<JsonRow> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() !== '') yield parseLine(line, number)
  }
}

const parseLine = (line: string, number: number): JsonRow => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new InputError(`line ${number}: not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`line ${number}: not a JSON object`)
  return { ...value, [LINE]: number }
}

/** A text field; null: it is missing. Throws InputError where it is not text. */
export const textOf = (row: JsonRow, field: string): string | null => {
  const value = row[field]
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  throw new InputError(`line ${row[LINE]}: "${field}" must be text`)
}

/** The id of a line, text or number, which is added to `taken`. Throws InputError where it is missing or taken. */
export const ownIdOf = (row: JsonRow, taken: Set<string>): string => {
  const id = typeof row.id === 'number' ? String(row.id) : neededTextOf(row, 'id')
  if (taken.has(id)) throw new InputError(`line ${row[LINE]}: the id "${id}" is another line's already`)
  taken.add(id)
  return id
}

/** A required text field. Throws InputError where it is missing or not text. */
export const neededTextOf = (row: JsonRow, field: string): string => {
  const value = textOf(row, field)
  if (value === null) throw new InputError(`line ${row[LINE]}: "${field}" is missing`)
  return value
}
