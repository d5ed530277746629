import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isReport, type Kind, KINDS } from '../../../src/model/kind.ts'
import { fractionOf, type Part, unlabelledRows } from '../decisions/labelled.ts'
import { readJsonLines } from '../suite.ts'

/** An item that a person read and gave a kind. */
export type LabelledKind = {
  readonly id: string
  /** A stream, or `u` for headlines that nobody labelled with topics. */
  readonly set: string
  /** Read for this project, or for the data folder. */
  readonly hand: string
  readonly kind: Kind
  readonly lang: string
  readonly title: string
  readonly text: string
  /** Items of one group are learned from together or not at all: of one source, in one language. */
  readonly group: string
  readonly part: Part
}

/** `id, kind, hand` (tabs between them), without a word of the items: of `headlines.unlabelled.jsonl.gz`, or `STREAM/ID`. */
const OWN_LABELS = join(import.meta.dirname, '../labels/kinds.tsv')
const LABELS_AGAIN = join(import.meta.dirname, '../labels/kinds-again.tsv')
const STREAMS = ['p', 'q', 'r', 's', 't'] as const

type Row = {
  readonly id: string
  readonly title: string | null
  readonly text?: string | null
  readonly lang?: string
  readonly outlet?: string
  readonly source?: string
  readonly origin?: string
}
type Label = { readonly set: string; readonly id: string; readonly kind: Kind; readonly hand: string }

/** A source with more than this share of its language's items is divided by headlines: else a language would have one part. */
const LARGEST_SHARE = 0.2
const SHARES: readonly (readonly [Part, number])[] = [
  ['final', 0.2],
  ['check', 0.4],
  ['train', 1],
]

export const labelledKinds = (folder: string): readonly LabelledKind[] => {
  const rows = new Map<string, Row>()
  for (const row of unlabelledRows(folder)) rows.set(`u/${row.id}`, row)
  for (const stream of STREAMS) for (const row of streamRows(folder, stream)) rows.set(`${stream}/${row.id}`, row)
  const given = readJsonLines<{ readonly stream: string; readonly id: string; readonly kind: Kind }>(
    join(folder, 'stream'),
    'kinds.jsonl',
  ).map(({ stream, id, kind }): Label => ({ set: stream, id, kind, hand: 'given' }))
  const labels = new Map<string, Label>()
  for (const label of [...given, ...readLabels(OWN_LABELS)]) {
    const key = `${label.set}/${label.id}`
    if (!labels.has(key)) labels.set(key, label)
  }
  const found = [...labels].flatMap(([key, label]) => {
    const row = rows.get(key)
    return row === undefined ? [] : [{ ...label, row }]
  })
  const languageOf = (row: Row): string => row.lang ?? ''
  const sourceOf = (row: Row): string => `${languageOf(row)} ${row.outlet ?? row.source ?? row.origin ?? ''}`
  const perSource = countBy(found, ({ row }) => sourceOf(row))
  const perLanguage = countBy(found, ({ row }) => languageOf(row))
  return found.map(({ row, ...label }): LabelledKind => {
    const isLarge = (perSource.get(sourceOf(row)) ?? 0) > LARGEST_SHARE * (perLanguage.get(languageOf(row)) ?? 1)
    const title = row.title ?? ''
    const group = isLarge ? `${languageOf(row)} ${title}` : sourceOf(row)
    const place = fractionOf(`kinds ${group}`)
    const [part] = SHARES.find(([, end]) => place < end) ?? ['train']
    return { ...label, lang: languageOf(row), title, text: row.text ?? '', group, part }
  })
}

/** Invented headlines in many languages: all are learned from. */
export const inventedKinds = (): readonly LabelledKind[] =>
  readJsonLines<{ readonly lang: string; readonly kind: Kind; readonly title: string }>(
    import.meta.dirname,
    'invented.jsonl',
  ).map(({ lang, kind, title }, line) => ({
    id: String(line),
    set: 'u',
    hand: 'invented',
    kind,
    lang,
    title,
    text: '',
    group: title,
    part: 'train',
  }))

/** How many items were read twice, and how many of them got the same kind. */
export const kindAgreement = (): { readonly items: number; readonly same: number; readonly sameSide: number } => {
  const first = new Map(readLabels(OWN_LABELS).map(({ set, id, kind }) => [`${set}/${id}`, kind]))
  const pairs = readLabels(LABELS_AGAIN).flatMap(({ set, id, kind }) => {
    const other = first.get(`${set}/${id}`)
    return other === undefined ? [] : [{ kind, other }]
  })
  return {
    items: pairs.length,
    same: pairs.filter(({ kind, other }) => kind === other).length,
    sameSide: pairs.filter(({ kind, other }) => isReport(kind) === isReport(other)).length,
  }
}

const readLabels = (file: string): readonly Label[] =>
  !existsSync(file)
    ? []
    : readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => {
          const [name = '', kind = '', hand = ''] = line.split('\t')
          const known = KINDS.find((one) => one === kind)
          if (known === undefined) throw new Error(`${file}: ${name} has no kind that is known: ${kind}`)
          const [set = '', id = ''] = name.includes('/') ? name.split('/') : ['u', name]
          return { set, id, kind: known, hand }
        })

const streamRows = (folder: string, stream: string): readonly Row[] => {
  const plain = join(folder, 'stream', `${stream}.jsonl`)
  const text = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`))
  return text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

const countBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
