/**
 * npm run build:interlingua -- --data DIR [--out FILE]: learns term vectors of many languages from aligned sentences
 * (DIR/stories/parallel.*.jsonl, rows {id, t: {language: sentence}}). Cross-language latent semantic indexing (Dumais 1997): one column
 * a sentence, rows are the words of all languages, singular vectors by subspace iteration. The same data give the same bytes.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { keysOf } from '../../src/stories/interlingua/keys.ts'
import { encodeTable } from '../../src/stories/interlingua/table.ts'
import { readJsonLines } from './suite.ts'

type Aligned = { readonly id: string; readonly t: Readonly<Record<string, string>> }
type Cell = { readonly sentence: number; readonly weight: number }

const DIMENSIONS = 96
const ROUNDS = 6
/** A word in fewer sentences is noise. One in more than a third of them is grammar: known, but without a meaning. */
const FEWEST_SENTENCES = 2
const MOST_BYTES = 17_000_000

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '../../src/stories/interlingua/table.bin') },
    // For measuring on what was not learned from: leaves out sentences whose id holds one of these, separated by commas.
    without: { type: 'string', default: '' },
  },
})

const sentencesOf = (folder: string): readonly Aligned[] => {
  const name = ['dev', 'heldout', 'all']
    .map((half) => `stories/parallel.${half}.jsonl`)
    .find((file) => existsSync(join(folder, file)))
  if (name === undefined) throw new Error(`${folder} has no stories/parallel.*.jsonl`)
  const without = values.without.split(',').filter((part) => part !== '')
  return readJsonLines<Aligned>(folder, name).filter(({ id }) => !without.some((part) => id.includes(part)))
}

/** key → sentences it stands in, for one language; weights make each sentence of unit length. */
const countLanguage = (sentences: readonly Aligned[], language: string): Map<number, Cell[]> => {
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
    if (row.size < FEWEST_SENTENCES) continue
    const idf = row.size > sentences.length / 3 ? 0 : Math.log(sentences.length / row.size)
    const list = [...row].map(([sentence, count]) => ({ sentence, weight: (1 + Math.log(count)) * idf }))
    for (const { sentence, weight } of list) norms[sentence] = (norms[sentence] ?? 0) + weight * weight
    weighted.set(key, list)
  }
  for (const [key, list] of weighted)
    weighted.set(
      key,
      list.map(({ sentence, weight }) => ({ sentence, weight: weight / Math.sqrt(norms[sentence] ?? 1) })),
    )
  return weighted
}

/** Deterministic: a small generator of the kind that C's rand is. */
const startBasis = (rows: number, columns: number): Float64Array => {
  let state = 20_251_124
  return Float64Array.from({ length: rows * columns }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x40000000 - 1
  })
}

/** Gram–Schmidt over columns, twice for precision. Gives the columns' lengths: in the end, the eigenvalues. */
const orthonormalise = (basis: Float64Array, rows: number, columns: number): Float64Array => {
  const lengths = new Float64Array(columns)
  for (let column = 0; column < columns; column += 1) {
    for (let pass = 0; pass < 2; pass += 1)
      for (let earlier = 0; earlier < column; earlier += 1) {
        let dot = 0
        for (let row = 0; row < rows; row += 1) dot += (basis[earlier * rows + row] ?? 0) * (basis[column * rows + row] ?? 0)
        for (let row = 0; row < rows; row += 1)
          basis[column * rows + row] = (basis[column * rows + row] ?? 0) - dot * (basis[earlier * rows + row] ?? 0)
      }
    let norm = 0
    for (let row = 0; row < rows; row += 1) norm += (basis[column * rows + row] ?? 0) ** 2
    norm = Math.sqrt(norm) || 1
    lengths[column] = norm
    for (let row = 0; row < rows; row += 1) basis[column * rows + row] = (basis[column * rows + row] ?? 0) / norm
  }
  return lengths
}

/** Likeness of sentences over all languages: Gram matrix, since sentences are few and words many. */
const gramOf = (tables: readonly Map<number, Cell[]>[], size: number): Float32Array => {
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

/** Takes away what all sentences have in common: without it, any two texts look half alike. */
const centre = (gram: Float32Array, size: number): void => {
  const means = Float64Array.from(
    { length: size },
    (_, row) => gram.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value, 0) / size,
  )
  const overall = means.reduce((sum, mean) => sum + mean, 0) / size
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      gram[row * size + column] = (gram[row * size + column] ?? 0) - (means[row] ?? 0) - (means[column] ?? 0) + overall
}

const timesGram = (gram: Float32Array, size: number, basis: Float64Array, columns: number): Float64Array => {
  const product = new Float64Array(basis.length)
  for (let column = 0; column < columns; column += 1)
    for (let row = 0; row < size; row += 1) {
      let sum = 0
      const from = row * size
      const start = column * size
      for (let index = 0; index < size; index += 1) sum += (gram[from + index] ?? 0) * (basis[start + index] ?? 0)
      product[start + row] = sum
    }
  return product
}

const build = (folder: string): Uint8Array => {
  const sentences = sentencesOf(folder)
  const size = sentences.length
  const languages = [...new Set(sentences.flatMap(({ t }) => Object.keys(t)))].toSorted()
  const tables = languages.map((language) => countLanguage(sentences, language))
  process.stderr.write(
    `${size} sentences, ${languages.length} languages, ${tables.reduce((sum, { size: n }) => sum + n, 0)} words\n`,
  )
  const gram = gramOf(tables, size)
  centre(gram, size)
  let basis = startBasis(size, DIMENSIONS)
  for (let round = 0; round < ROUNDS; round += 1) {
    basis = timesGram(gram, size, basis, DIMENSIONS)
    const eigenvalues = orthonormalise(basis, size, DIMENSIONS)
    // In the last round: strong directions speak less loud, so that the finer ones are heard.
    if (round === ROUNDS - 1) basis = basis.map((value, index) => value / Math.sqrt(eigenvalues[Math.floor(index / size)] ?? 1))
  }
  return encodeTable(DIMENSIONS, entriesOf(tables, size, basis))
}

type Entry = { readonly key: number; readonly weight: number; readonly vector: Int8Array }

/** Words of most sentences first, as many as fit; the same key in two spellings of a language (zh, zh-TW) once. */
const entriesOf = (tables: readonly Map<number, Cell[]>[], size: number, basis: Float64Array): readonly Entry[] => {
  const merged = new Map<number, Cell[]>()
  for (const table of tables) for (const [key, cells] of table) merged.set(key, [...(merged.get(key) ?? []), ...cells])
  return [...merged]
    .toSorted(([a, one], [b, other]) => other.length - one.length || a - b)
    .slice(0, Math.floor(MOST_BYTES / (DIMENSIONS + 5)))
    .map(([key, cells]) => ({
      key,
      weight: weightOf(new Set(cells.map(({ sentence }) => sentence)).size, size),
      vector: vectorOf(cells, size, basis),
    }))
}

const weightOf = (sentences: number, size: number): number => Math.round((255 * Math.log(size / sentences)) / Math.log(size))

const vectorOf = (cells: readonly Cell[], size: number, basis: Float64Array): Int8Array => {
  const sum = new Float64Array(DIMENSIONS)
  for (const { sentence, weight } of cells)
    for (let column = 0; column < DIMENSIONS; column += 1)
      sum[column] = (sum[column] ?? 0) + weight * (basis[column * size + sentence] ?? 0)
  const norm = Math.hypot(...sum) || 1
  const scaled = sum.map((value) => value / norm)
  return Int8Array.from(scaled, (value) => Math.max(-127, Math.min(127, Math.round(value * 400))))
}

if (values.data === undefined) {
  process.stderr.write('--data DIR: a folder with stories/parallel.*.jsonl is needed\n')
  process.exitCode = 2
} else writeFileSync(values.out, build(values.data))
