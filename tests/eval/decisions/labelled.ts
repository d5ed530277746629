import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Taxonomy } from '../../../src/model/taxonomy.ts'
import { readJsonLines } from '../suite.ts'

/** Trained on; used to choose; looked at once. */
export type Part = 'train' | 'check' | 'final'

/** An article that a person labelled with topics in grades. */
export type LabelledArticle = {
  readonly id: string
  readonly set: string
  readonly lang: string
  readonly title: string
  readonly text: string
  /** What it is about: leaving one out is a miss. */
  readonly core: readonly string[]
  /** Defensible. */
  readonly ok: readonly string[]
  readonly isAd: boolean
  /** The only topic that was judged; null: all were. */
  readonly only: string | null
  readonly source: string
  /** Articles of one group are trained on together or not at all: of one source, or of one event. */
  readonly group: string
  readonly part: Part
}

/** The headlines that topics are configured with: each tells of its own topic alone. All are trained on. */
export const configuredExamples = (topics: Taxonomy['topics']): readonly LabelledArticle[] =>
  topics.flatMap(({ id, examples: { match, miss } }) =>
    [...match.map((one) => ({ ...one, core: [id] })), ...miss.map((one) => ({ ...one, core: [] }))].map(
      ({ language, text: title, core }, number): LabelledArticle => ({
        ...unplaced('examples', { id: `${id}/${number}`, lang: language ?? 'und', title, text: '' }, { core, ok: [] }),
        only: id,
        group: `${id} ${title}`,
        part: 'train',
      }),
    ),
  )

type Unplaced = Omit<LabelledArticle, 'part' | 'group'>
type Row = {
  readonly id: string
  readonly lang: string
  readonly title: string | null
  readonly text: string | null
  readonly url?: string
  readonly outlet?: string
  readonly origin?: string
}
type Labels = { readonly core: readonly string[]; readonly ok: readonly string[]; readonly flag?: string | null }

/** Who labelled what, without a word of the articles: `id, core, ok, flag, hand`, tabs between them. */
const OWN_LABELS = join(import.meta.dirname, 'labels.tsv')
/** One in ten, read again by another hand. */
const LABELS_AGAIN = join(import.meta.dirname, 'labels-again.tsv')

/** All labelled articles of a data folder, each in its part. */
export const labelledArticles = (folder: string): readonly LabelledArticle[] => [
  ...inParts([...headlines(folder), ...ownHeadlines(folder), ...openings(folder)]),
  ...reportsOf(join(folder, 'exam'), '.dev'),
  ...reportsOf(join(import.meta.dirname, '../events'), ''),
]

type StreamRow = Row & Labels & { readonly stream: string }
/** Two windows of the same outlets. */
const SAME_OUTLETS: Readonly<Record<string, string>> = { q: 'p' }

/**
 * Rows of real streams, mostly bare titles, and titles with words of the field that are about none of its topics. No word table is learned
 * from them, so that what words say of them is what they say of any news. A stream is one group: another one has other outlets.
 */
export const labelledStreams = (folder: string): readonly LabelledArticle[] =>
  ['topics.jsonl', 'topics-none.jsonl'].flatMap((file) =>
    readJsonLines<StreamRow>(join(folder, 'stream'), file).map((row): LabelledArticle => {
      const id = `${row.stream}:${row.id}`
      const group = `stream ${SAME_OUTLETS[row.stream] ?? row.stream}`
      return { ...unplaced('stream', { ...row, id }, row), group, part: 'check' }
    }),
  )

const headlines = (folder: string): readonly Unplaced[] =>
  readJsonLines<Row & Labels>(folder, 'headlines.dev.jsonl').map((row) => unplaced('headlines', row, row))

const ownHeadlines = (folder: string): readonly Unplaced[] => {
  if (!existsSync(OWN_LABELS)) return []
  const labels = new Map(ownLabels(OWN_LABELS).map((one) => [one.id, one]))
  return unlabelledRows(folder).flatMap((row) => {
    const own = labels.get(row.id)
    return own === undefined ? [] : [unplaced('headlines', row, own)]
  })
}

export type OwnLabels = Labels & { readonly id: string; readonly hand: string }
const ownLabels = (file: string): readonly OwnLabels[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [id = '', core = '', ok = '', flag = '', hand = ''] = line.split('\t')
      return { id, core: idsIn(core), ok: idsIn(ok), flag: flag === '' ? null : flag, hand }
    })
/** How far two hands agree: articles with the same core topics, and core topics of either that are core to both, in per cent. */
export const agreement = (): { readonly articles: number; readonly sameCore: number; readonly coreOfBoth: number } => {
  const first = new Map(ownLabels(OWN_LABELS).map((one) => [one.id, one.core]))
  const pairs = ownLabels(LABELS_AGAIN).flatMap(({ id, core }) => {
    const other = first.get(id)
    return other === undefined ? [] : [{ core, other }]
  })
  const both = pairs.reduce((sum, { core, other }) => sum + core.filter((topic) => other.includes(topic)).length, 0)
  const either = pairs.reduce((sum, { core, other }) => sum + new Set([...core, ...other]).size, 0)
  const same = pairs.filter(({ core, other }) => core.toSorted().join() === other.toSorted().join()).length
  return { articles: pairs.length, sameCore: (100 * same) / pairs.length, coreOfBoth: (100 * both) / either }
}

const idsIn = (list: string): readonly string[] => (list === '' ? [] : list.split(','))

export const unlabelledRows = (folder: string): readonly Row[] =>
  gunzipSync(readFileSync(join(folder, 'headlines.unlabelled.jsonl.gz')))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

const openings = (folder: string): readonly Unplaced[] =>
  readJsonLines<Row & { readonly topics: readonly string[] }>(folder, 'tagging.dev.jsonl').map((row) =>
    unplaced('openings', row, { core: row.topics.filter((topic) => topic !== 'none'), ok: [] }),
  )

/** An invented event, and those that resemble it. */
export type InventedEvent = {
  readonly id: string
  readonly topics: readonly string[]
  readonly ok?: readonly string[]
  readonly family?: string
  readonly lookalike?: string | null
}
export type Report = Row & { readonly event: string; readonly copy_of: string | null }

/** An event and what resembles it are in one part. */
export const partOfEvent = (event: InventedEvent): Part => {
  const place = fractionOf(`event ${familyOf(event)}`)
  return place < 1 / 3 ? 'final' : place < 0.45 ? 'check' : 'train'
}

const familyOf = ({ id, family, lookalike }: InventedEvent): string => family ?? [id, lookalike ?? id].toSorted()[0] ?? id

const reportsOf = (folder: string, half: string): readonly LabelledArticle[] => {
  const events = new Map(readJsonLines<InventedEvent>(folder, `events${half}.jsonl`).map((event) => [event.id, event]))
  return readJsonLines<Report>(folder, `reports${half}.jsonl`).flatMap((row) => {
    const event = events.get(row.event)
    if (event === undefined || row.copy_of !== null) return []
    const { topics: core, ok = [] } = event
    return [{ ...unplaced('reports', row, { core, ok }), group: familyOf(event), part: partOfEvent(event) }]
  })
}

const unplaced = (set: string, row: Row, { core, ok, flag }: Labels) => ({
  id: row.id,
  set,
  lang: row.lang,
  title: row.title ?? '',
  text: row.text ?? '',
  core,
  ok,
  isAd: flag === 'ad',
  only: null,
  source: hostOf(row.url) ?? row.outlet ?? row.origin ?? set,
})

const hostOf = (url: string | undefined): string | null =>
  url !== undefined && URL.canParse(url) ? new URL(url).hostname : null

/** A source with more than this share of its language's articles is divided by its headlines instead: else a language would have one part. */
const LARGEST_SHARE = 0.2
const SHARES: readonly (readonly [Part, number])[] = [
  ['final', 0.25],
  ['check', 0.4],
  ['train', 1],
]

/**
 * Each source is in one part. What a part for training or choosing tells of an event that an article of a later part tells too is left
 * out, so that no event is in two.
 */
const inParts = (rows: readonly Unplaced[]): readonly LabelledArticle[] => {
  const perLanguage = countBy(rows, ({ lang }) => lang)
  const perSource = countBy(rows, sourceKey)
  const placed = rows.map((row): LabelledArticle => {
    const large = (perSource.get(sourceKey(row)) ?? 0) > LARGEST_SHARE * (perLanguage.get(row.lang) ?? 1)
    const group = large ? `${row.lang} ${row.title}` : sourceKey(row)
    const place = fractionOf(group)
    const [part] = SHARES.find(([, end]) => place < end) ?? ['train']
    return { ...row, group, part }
  })
  const taken = new HeadlineIndex()
  const kept: LabelledArticle[] = []
  for (const part of ['final', 'check', 'train'] as const) {
    const mine = placed.filter((row) => row.part === part && !taken.tells(row.title))
    kept.push(...mine)
    for (const { title } of mine) taken.add(title)
  }
  return kept
}

const sourceKey = ({ lang, source }: Unplaced): string => `${lang} ${source}`

const countBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}

/** 0 to 1, the same for the same text at all times (FNV-1a, mixed). */
export const fractionOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const unit of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ unit, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

/** Headlines by their pieces of five letters, or two where letters are words: two that have more than half in common tell one event. */
class HeadlineIndex {
  private readonly byPiece = new Map<string, number[]>()
  private readonly sizes: number[] = []

  add(title: string): void {
    const pieces = piecesOf(title)
    const number = this.sizes.push(pieces.size) - 1
    for (const piece of pieces) this.byPiece.set(piece, [...(this.byPiece.get(piece) ?? []), number])
  }

  tells(title: string): boolean {
    const pieces = piecesOf(title)
    const common = new Map<number, number>()
    for (const piece of pieces)
      for (const number of this.byPiece.get(piece) ?? []) common.set(number, (common.get(number) ?? 0) + 1)
    return [...common].some(
      ([number, count]) => count / Math.min(pieces.size, this.sizes[number] ?? 1) > 0.5 && count >= Math.min(8, pieces.size),
    )
  }
}

const piecesOf = (title: string): ReadonlySet<string> => {
  const letters = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const size = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u.test(letters) ? 2 : 5
  const pieces = new Set<string>()
  for (let at = 0; at + size <= letters.length; at++) pieces.add(letters.slice(at, at + size))
  return pieces
}
