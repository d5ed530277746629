/** Reads and checks the answer of an OpenAI-compatible end point for embeddings, which is not trusted. */

import { countedJson } from '../lib/counted-json.ts'

/** Vectors in the order of the texts. `model`: the name in the answer, else the requested one. */
export type Answer = { readonly model: string; readonly vectors: readonly (readonly number[])[] }
export type AnswerReading = { readonly ok: true; readonly value: Answer } | { readonly ok: false; readonly why: string }

const MOST_DIMENSIONS = 8_192
/** The most values of an answer, and of each row, besides the numbers. */
const VALUES_BESIDE = 50
const DEEPEST = 8
const LONGEST_NAME = 200

/** `texts`: how many were sent; `model`: the one that was requested. */
export const readAnswer = (text: string, texts: number, model: string): AnswerReading => {
  const body = countedJson(text, { values: texts * (MOST_DIMENSIONS + VALUES_BESIDE) + VALUES_BESIDE, depth: DEEPEST })
  if (!isMapping(body)) return refused('it is not JSON, or far more than was asked for')
  const rows = body.data
  if (!Array.isArray(rows)) return refused('it has no list "data"')
  if (rows.length !== texts) return refused(`it has ${rows.length} vectors for ${texts} texts`)
  const vectors = inOrder(rows)
  if (vectors === null) return refused('its "index" names no text, or one twice')
  const [first] = vectors
  if (first === undefined || !vectors.every((vector) => isVector(vector, first.length)))
    return refused('not each of its vectors is a list of finite numbers, as long as the others and of some length')
  return { ok: true, value: { model: nameIn(body.model) ?? model, vectors } }
}

const refused = (why: string): AnswerReading => ({ ok: false, why })

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The vectors by `index`, since some end points answer in another order; some leave it out. Null: an index is missing or occurs twice. */
const inOrder = (rows: readonly unknown[]): readonly (readonly number[])[] | null => {
  const placed = new Map<unknown, readonly number[]>()
  for (const [nth, row] of rows.entries()) {
    const { index = nth, embedding } = isMapping(row) ? row : {}
    placed.set(index, Array.isArray(embedding) ? embedding : [])
  }
  const vectors = rows.flatMap((_, nth) => {
    const vector = placed.get(nth)
    return vector === undefined ? [] : [vector]
  })
  return vectors.length === rows.length ? vectors : null
}

const isVector = (vector: readonly unknown[], length: number): boolean =>
  vector.length === length &&
  length <= MOST_DIMENSIONS &&
  vector.every((value) => Number.isFinite(value)) &&
  vector.some((value) => value !== 0)

/** The name of the model, cleaned since it is shown; only vectors of one name are compared. Null: there is none. */
const nameIn = (value: unknown): string | null => {
  if (typeof value !== 'string') return null
  const name = value.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()
  return name === '' ? null : name.slice(0, LONGEST_NAME)
}
