import { createHash } from 'node:crypto'
import type { Instant } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { lexiconJson } from '../model/shared-lexicons.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import type { Reading } from '../ingest/reading.ts'
import type { Store } from '../store/ports/store.ts'
import { EXAMPLES_MS, topicsByExample } from './learn-topics.ts'

export type RetagParts = {
  readonly store: Store
  readonly reading: Pick<Reading, 'retag'>
  readonly sources: readonly Source[]
  readonly taxonomy: Taxonomy
  readonly now: () => Instant
  /** Resolves when what is stored is grouped, or some time later: only grouped articles are found. */
  readonly grouped: () => Promise<void>
  /** Called after every batch. */
  readonly progress: (done: number, changed: number) => void
  readonly signal?: AbortSignal
  /** False: another process leads now and continues the work. */
  readonly isOurs?: () => boolean
  /** True: start from the beginning even if some articles were tagged by the current taxonomy already. */
  readonly again?: boolean
}

export type RetagReport = { readonly looked: number; readonly changed: number; readonly finished: boolean }

const BATCH = 200
/** Notes: the taxonomy by which all stored articles are tagged, and the position of an unfinished run. */
const DONE = 'retag.done'
const UNDER_WAY = 'retag.under-way'

/** A hash of topics, entities, places and lexicons, 16 hexadecimal digits. */
export const taxonomyFingerprint = ({ lexicons, ...rest }: Taxonomy): string => {
  const hash = createHash('sha256').update(JSON.stringify(rest))
  for (const lexicon of lexicons) {
    hash.update(lexicon.language)
    for (const json of lexiconJson(lexicon)) hash.update(json)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Notes that all stored articles are tagged by this taxonomy, as is true of an empty store. */
export const noteTaggedBy = async (store: Store, mark: string): Promise<void> => await store.setNote(DONE, mark)
export const taggedBy = async (store: Store): Promise<string | null> => await store.note(DONE)

/**
 * Tags the stored articles by the current taxonomy, in batches of one transaction each, so that polls and readers go on meanwhile. The position
 * is stored: an interrupted run continues there.
 */
export const retagStored = async (parts: RetagParts): Promise<RetagReport> => {
  const { store, reading } = parts
  const mark = taxonomyFingerprint(parts.taxonomy)
  const priors = Object.fromEntries(parts.sources.map(({ id, topics }) => [id, topics]))
  let position = parts.again === true ? null : await positionOf(store, mark)
  const hasExamples = topicsByExample(parts.taxonomy).length > 0
  let looked = 0
  let changed = 0
  const begun = parts.now()
  for (;;) {
    if (parts.signal?.aborted === true || parts.isOurs?.() === false) return { looked, changed, finished: false }
    const batch = await store.storedAfter(position ?? 0, BATCH)
    const last = batch.at(-1)
    if (last === undefined) {
      const { since } = await store.undecided()
      // What was stored before by the old words may come yet.
      if (since === null || since > begun) break
      await parts.grouped()
      continue
    }
    const pages = await store.pages.pageTexts(batch.map(({ article }) => article.id))
    const read = await reading.retag({ articles: batch.map(({ article }) => article), priors, pages })
    const since = parts.now() - EXAMPLES_MS
    const recent = new Set(batch.flatMap(({ article }) => (article.publishedAt >= since ? [article.id] : [])))
    const marked = read.map((one) => (hasExamples && recent.has(one.id) ? { ...one, isReadAnew: true } : one))
    changed += await store.replaceTags(marked, parts.now())
    looked += batch.length
    position = last.number
    await store.setNote(UNDER_WAY, JSON.stringify({ mark, position }))
    parts.progress(looked, changed)
  }
  await store.setNote(UNDER_WAY, null)
  await noteTaggedBy(store, mark)
  return { looked, changed, finished: true }
}

const positionOf = async (store: Store, mark: string): Promise<number | null> => {
  const note = await store.note(UNDER_WAY)
  if (note === null) return null
  const stored = JSON.parse(note) as { readonly mark: string; readonly position: number }
  return stored.mark === mark ? stored.position : null
}
