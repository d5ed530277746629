/** Texts of the data folder: to choose pieces by, and to learn the languages' means from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export type CorpusText = { readonly title: string; readonly text: string; readonly language: string | null }
type Row = {
  readonly id?: string
  readonly lang?: string
  readonly title?: string
  readonly text?: string
  readonly t?: Readonly<Record<string, string>>
}

/** Real news: headlines, and streams, whose languages were found by an earlier version. */
export const newsIn = (folder: string): readonly CorpusText[] => [
  ...['headlines.unlabelled.jsonl.gz', 'headlines.dev.jsonl'].flatMap((name) => textsIn(join(folder, name))),
  ...readdirSync(join(folder, 'stream'))
    .filter((name) => /^[a-z]\.jsonl/.test(name))
    .toSorted()
    .flatMap((name) => streamTexts(join(folder, 'stream'), name)),
]

const streamTexts = (folder: string, name: string): readonly CorpusText[] => {
  const found = join(folder, `base.${name.slice(0, 1)}.group.jsonl`)
  const languages = new Map(
    (existsSync(found) ? rowsIn(found) : []).map((row) => [row.id, (row as { readonly language?: string }).language ?? null]),
  )
  return rowsIn(join(folder, name)).map(({ id, title = '', text = '' }) => ({
    title,
    text,
    language: languages.get(id) ?? null,
  }))
}

/** Other texts in many languages, for pieces that news of a few weeks lacks. */
export const otherTextsIn = (folder: string): readonly CorpusText[] =>
  [
    'language/langid-long.dev.jsonl',
    'language/langid-short.dev.jsonl',
    'language/langid-other.dev.jsonl',
    'stories/parallel.dev.jsonl',
    'stories/ntrex.dev.jsonl',
    'names.dev.jsonl',
  ].flatMap((name) => textsIn(join(folder, name)))

const textsIn = (file: string): readonly CorpusText[] =>
  rowsIn(file).flatMap(({ lang = null, title = '', text = '', t = {} }) => [
    { title, text, language: lang },
    ...Object.entries(t).map(([language, text]) => ({ title: '', text, language })),
  ])

const rowsIn = (file: string): readonly Row[] => {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}
