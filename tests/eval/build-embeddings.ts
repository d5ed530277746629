/**
 * Learns term vectors of many languages from aligned sentences. Cross-language latent semantic indexing (Dumais 1997): one column
 * a sentence, rows are the words of all languages, singular vectors by subspace iteration. Words that are rare or missing there are learned
 * from what CLDR calls characters. The same data give the same bytes.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keysOf } from '../../src/grouping/embeddings/word-keys.ts'
import { encodeTable } from '../../src/grouping/embeddings/embeddings.ts'
import { commandLine } from '../command-line.ts'
import { readJson, readJsonLines } from './suite.ts'
import { placesOf } from './subspace.ts'

type Aligned = { readonly id: string; readonly t: Readonly<Record<string, string>> }
type Cell = { readonly sentence: number; readonly weight: number }

const DIMENSIONS = 96
/** A word in fewer sentences is noise. One in more than a third of them is grammar: known, but without a meaning. */
const FEWEST_SENTENCES = 2
const MOST_BYTES = 17_000_000

type Flags = { readonly data: string; readonly annotations?: string; readonly out: string; readonly without: string }
const values = commandLine('build:embeddings', 'Learns term vectors of many languages from aligned sentences and writes them.')
  .requiredOption('--data <DIR>', 'folder with stories/parallel.*.jsonl, rows {id, t: {language: sentence}}')
  .option('--annotations <DIR>', 'annotations of the package cldr-annotations-full: names of characters, by language')
  .option('--out <FILE>', 'the table', 'src/grouping/embeddings/table.bin')
  .option('--without <parts>', 'leave out sentences whose id holds one of these: to measure on what was not learned from', '')
  .parse()
  .opts<Flags>()

const sentencesOf = (folder: string): readonly Aligned[] => {
  const name = ['dev', 'heldout', 'all']
    .map((half) => `stories/parallel.${half}.jsonl`)
    .find((file) => existsSync(join(folder, file)))
  if (name === undefined) throw new Error(`${folder} has no stories/parallel.*.jsonl`)
  const without = values.without.split(',').filter((part) => part !== '')
  return readJsonLines<Aligned>(folder, name).filter(({ id }) => !without.some((part) => id.includes(part)))
}

type CldrAnnotation = { readonly default?: readonly string[]; readonly tts?: readonly string[] }
type CldrAnnotations = { readonly annotations: { readonly annotations: Readonly<Record<string, CldrAnnotation>> } }
/** Where CLDR has another name. */
const FOLDERS: Readonly<Record<string, string>> = { 'zh-TW': 'zh-Hant' }

/** What each language calls what a character shows. */
const annotationsOf = (folder: string, languages: readonly string[]): readonly Aligned[] => {
  const notes = new Map<string, Record<string, string>>()
  for (const language of languages) {
    const { annotations } = readJson<CldrAnnotations>(folder, `${FOLDERS[language] ?? language}/annotations.json`).annotations
    for (const [id, { tts = [], default: words = [] }] of Object.entries(annotations))
      notes.set(id, { ...notes.get(id), [language]: [...new Set([...tts, ...words])].join('\n') })
  }
  return [...notes].map(([id, t]) => ({ id, t }))
}

/** key → sentences it stands in, for one language, numbered `from` on; weights make each sentence of unit length. */
const countLanguage = (sentences: readonly Aligned[], language: string, from = 0): ReadonlyMap<number, readonly Cell[]> => {
  const cells = new Map<number, Map<number, number>>()
  for (const [index, { t }] of sentences.entries())
    for (const key of keysOf(language, t[language] ?? '').flat()) {
      const row = cells.get(key) ?? new Map<number, number>()
      row.set(index, (row.get(index) ?? 0) + 1)
      cells.set(key, row)
    }
  const norms = new Float64Array(sentences.length)
  const weighted = new Map<number, Cell[]>()
  for (const [key, row] of cells) {
    if (from === 0 && row.size < FEWEST_SENTENCES) continue
    const idf = row.size > sentences.length / 3 ? 0 : Math.log(sentences.length / row.size)
    const list = [...row].map(([sentence, count]) => ({ sentence, weight: (1 + Math.log(count)) * idf }))
    for (const { sentence, weight } of list) norms[sentence] = (norms[sentence] ?? 0) + weight * weight
    weighted.set(key, list)
  }
  for (const [key, list] of weighted)
    weighted.set(
      key,
      list.map(({ sentence, weight }) => ({ sentence: from + sentence, weight: weight / Math.sqrt(norms[sentence] ?? 1) })),
    )
  return weighted
}

/** Likeness of sentences over all languages: Gram matrix, since sentences are few and words many. */
const gramOf = (tables: readonly ReadonlyMap<number, readonly Cell[]>[], size: number): Float32Array => {
  const gram = new Float32Array(size * size)
  // Grammar has no weight, and would cost most.
  for (const table of tables)
    for (const cells of table.values())
      for (const one of (cells[0]?.weight ?? 0) > 0 ? cells : [])
        for (const other of cells)
          gram[one.sentence * size + other.sentence] =
            (gram[one.sentence * size + other.sentence] ?? 0) + one.weight * other.weight
  return gram
}

const build = (folder: string, annotations: string | undefined): Uint8Array => {
  const sentences = sentencesOf(folder)
  const languages = [...new Set(sentences.flatMap(({ t }) => Object.keys(t)))].toSorted()
  const tables = languages.map((language) => countLanguage(sentences, language))
  const places = placesOf(gramOf(tables, sentences.length), sentences.length, DIMENSIONS)
  const notes = annotations === undefined ? [] : annotationsOf(annotations, languages)
  const noteTables = languages.map((language) => countLanguage(notes, language, sentences.length))
  const words = merged([...tables, ...noteTables])
  process.stderr.write(
    `${sentences.length} sentences, ${notes.length} annotations, ${languages.length} languages, ${words.size} words\n`,
  )
  return encodeTable(DIMENSIONS, entriesOf(words, places, foldedIn(merged(tables), merged(noteTables), places)))
}

/** The same key in two spellings of a language (zh, zh-TW) once. */
const merged = (tables: readonly ReadonlyMap<number, readonly Cell[]>[]): ReadonlyMap<number, readonly Cell[]> => {
  const all = new Map<number, readonly Cell[]>()
  for (const table of tables) for (const [key, cells] of table) all.set(key, [...(all.get(key) ?? []), ...cells])
  return all
}

/** How loud an annotation speaks beside a sentence. */
const NOTE_SHARE = 0.3

/**
 * Where annotations stand (folding in, Deerwester 1990): where their words of all languages do, so that they tell of those words that the
 * sentences lack. They turn no direction: what pictures show is not what news is about.
 */
const foldedIn = (
  words: ReadonlyMap<number, readonly Cell[]>,
  noteWords: ReadonlyMap<number, readonly Cell[]>,
  places: readonly Float64Array[],
): readonly Float64Array[] => {
  const sums = new Map<number, Float64Array>()
  for (const [key, cells] of noteWords) {
    const known = words.get(key)
    if (known === undefined) continue
    const vector = vectorOf(known, places)
    for (const { sentence, weight } of cells) {
      const sum = sums.get(sentence) ?? new Float64Array(DIMENSIONS)
      addTo(sum, vector, weight / lengthOf(vector))
      sums.set(sentence, sum)
    }
  }
  const length = (NOTE_SHARE * places.reduce((sum, place) => sum + lengthOf(place), 0)) / places.length
  const all = [...places]
  for (const [note, sum] of sums) all[note] = sum.map((value) => (value * length) / lengthOf(sum))
  return all
}

const addTo = (sum: Float64Array, vector: Float64Array, times: number): void => {
  for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) + times * (vector[index] ?? 0)
}

const lengthOf = (vector: Float64Array): number => Math.hypot(...vector) || 1

const vectorOf = (cells: readonly Cell[], places: readonly Float64Array[]): Float64Array => {
  const sum = new Float64Array(DIMENSIONS)
  for (const { sentence, weight } of cells) {
    const place = places[sentence]
    if (place !== undefined) addTo(sum, place, weight)
  }
  return sum
}

type Entry = { readonly key: number; readonly weight: number; readonly vector: Int8Array }

/** Words of most sentences and annotations first, as many as fit. */
const entriesOf = (
  words: ReadonlyMap<number, readonly Cell[]>,
  { length: sentences }: readonly Float64Array[],
  places: readonly Float64Array[],
): readonly Entry[] => {
  const loudness = (cells: readonly Cell[]): number =>
    cells.reduce((sum, { sentence }) => sum + (sentence < sentences ? 1 : NOTE_SHARE), 0)
  return [...words]
    .filter(([, cells]) => cells.length >= FEWEST_SENTENCES)
    .toSorted(([a, one], [b, other]) => loudness(other) - loudness(one) || a - b)
    .slice(0, Math.floor(MOST_BYTES / (DIMENSIONS + 5)))
    .map(([key, cells]) => ({
      key,
      weight: weightOf(
        new Set(cells.map(({ sentence }) => sentence).filter((sentence) => sentence < sentences)).size,
        sentences,
      ),
      vector: packed(vectorOf(cells, places)),
    }))
}

const weightOf = (found: number, sentences: number): number =>
  Math.round((255 * Math.log(sentences / Math.max(1, found))) / Math.log(sentences))

const packed = (vector: Float64Array): Int8Array => {
  const length = lengthOf(vector)
  return Int8Array.from(vector, (value) => Math.max(-127, Math.min(127, Math.round((value / length) * 400))))
}

writeFileSync(values.out, build(values.data, values.annotations))
