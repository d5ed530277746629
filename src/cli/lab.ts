import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { withoutBoilerplate } from '../enrich/boilerplate/boilerplate.ts'
import { readTopicsFile } from '../config/topics-file.ts'
import { type Enricher, createEnricher } from '../enrich/enricher.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import { arrivedTogether } from '../lib/arrived-together.ts'
import type { Evidence } from '../model/article.ts'
import type { Instant } from '../model/ids.ts'
import type { Kind } from '../model/kind.ts'
import type { ParsedItem } from '../model/parsed-item.ts'
import { describeFailure } from '../model/source.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { type ParseResult, readDocument } from '../parse/read-document.ts'
import type { UnderstandingModel } from '../model/configuration.ts'
import { MODEL_FOLDER, modelNote } from '../server/configured-encoder.ts'
import { learnOwnTopics } from '../server/learn-topics.ts'
import { problemLine, requireConfiguration } from '../server/load-configuration.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import { openLocalEncoder } from '../understand/encoder/local-encoder.ts'
import { LEARNED_TOPICS, type OwnTopics } from '../understand/read-by-meaning.ts'
import { createShippedReading } from '../understand/shipped-reading.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import type { Terminal } from './terminal.ts'

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

/** The configured model on the calling thread, which has nothing else to do; null: words alone, which is told. */
export const openLabEncoder = async (model: UnderstandingModel, { note }: Pick<Terminal, 'note'>): Promise<Encoder | null> => {
  const why = modelNote(model)
  if (why !== null) note(why)
  return why === null ? await openLocalEncoder(MODEL_FOLDER) : null
}

/** Lines that are read together, where so many have arrived. */
const AT_ONCE = 64

/** Prints kind, language and tags of titles and texts. */
export const labRead = async (context: CommandContext, flags: { readonly topics?: string } = {}): Promise<number> => {
  const { places, env, clock, stdin, terminal } = context
  const { taxonomy: configured, service } = await requireConfiguration(places.configFolder, env, clock.now())
  const taxonomy = flags.topics === undefined ? configured : await topicsAlone(flags.topics, configured, context)
  const encoder = await openLabEncoder(service.understanding.model, terminal)
  const own = await learnOwnTopics(taxonomy, encoder)
  const read = createLabReader(await createEnricher({ taxonomy, fingerprint: null }), encoder, own)
  for await (const rows of arrivedTogether(jsonLines(stdin), AT_ONCE))
    for (const answer of await read(rows.map(labRowOf))) terminal.out(JSON.stringify(answer))
  return 0
}

/** The topics of one file in place of the configured ones and their words. Its warnings are printed, its mistakes throw. */
const topicsAlone = async (
  file: string,
  { lexicons, ...names }: Taxonomy,
  { env, terminal }: CommandContext,
): Promise<Taxonomy> => {
  const read = await readTopicsFile(file, env)
  for (const problem of read.problems) terminal.note(problemLine(problem))
  if (read.topics === null) throw new InputError(`${file} can't be used`)
  return { ...names, topics: read.topics, lexicons: lexicons.map((lexicon) => ({ ...lexicon, topics: {} })) }
}

const labRowOf = (row: JsonRow): LabRow => ({
  id: typeof row.id === 'number' ? String(row.id) : (textOf(row, 'id') ?? ''),
  title: textOf(row, 'title') ?? '',
  text: textOf(row, 'text') ?? '',
  lang: textOf(row, 'lang') ?? undefined,
})

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
  readonly kind: Kind
  readonly topics: readonly Shown[]
  readonly entities: readonly Shown[]
  readonly places: readonly Shown[]
}

/** Kind, language and tags of texts, without feed, store or cleaning. `encoder` null: by words alone. */
export const createLabReader = (
  enricher: Enricher,
  encoder: Encoder | null,
  own: OwnTopics = LEARNED_TOPICS,
): ((rows: readonly LabRow[]) => Promise<readonly LabReading[]>) => {
  const readByMeaning = createShippedReading()
  return async (rows) => {
    const items = rows.map(({ id, title, text = '', lang }) => {
      const { language, confidence } = enricher.language(text === '' ? title : `${title}\n${text}`, languageTag(lang ?? null))
      return { ...enricher.tags({ title, text, language, sourceTopics: [] }), id, title, text, language, confidence }
    })
    const vectors = (await encoder?.encode(items.map((item) => ({ ...item, text: withoutBoilerplate(item.text) })))) ?? []
    return items.map((item, nth) => {
      const { kind, tags } = readByMeaning(item, vectors[nth] ?? null, own)
      return {
        id: item.id,
        language: item.language,
        confidence: Number(item.confidence.toFixed(3)),
        kind,
        topics: tags.topics.map((topic) => ({ id: topic.id, score: topic.score, evidence: shown(topic.evidence) })),
        entities: tags.entities.map((entity) => ({ id: entity.id, evidence: shown(entity.evidence) })),
        places: tags.places.map((place) => ({ id: place.id, evidence: shown(place.evidence) })),
      }
    })
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
