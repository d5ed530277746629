/**
 * After an upgrade, or a change of the model: computes the features of the last days again, where they are stored in a format that can't be read or with
 * vectors of another model, which may not be compared with those of this one. Every article stays in its story; what comes later is compared with it as
 * before. Interrupted, the next call continues.
 */
import type { Clock } from '../model/time-and-chance.ts'
import type { ArrivalRange, IndexedRow } from '../store/ports/article-log.ts'
import type { Store } from '../store/ports/store.ts'
import type { StoredFeatures } from '../model/story.ts'
import { reportOf } from './decide-batch.ts'
import type { EncodedArticle, Understand } from './encoded-article.ts'
import { createGroupingIndex, FEATURES_WINDOW_MS, type GroupingIndex, REFILLED_AT_ONCE } from './grouping-index.ts'
import type { JoinDecision } from './stories/join-decision.ts'
import { decodeFeatures, encodeFeatures, FEATURES_FORMAT } from './stored-features.ts'
import type { Turns } from './turns.ts'

type Parts = Pick<Clock, 'now'> & {
  readonly store: Store
  readonly joins: JoinDecision
  readonly understand: Understand
  /** Name and revision of the model in use; null: there is none, and stored vectors stay as they are. */
  readonly model: () => string | null
  /** Called before the first features are computed again. */
  readonly renewing: () => void
  readonly turns: Turns
}

/** Notes of the store: the format in which features are stored, and the model whose vectors they have. */
const FORMAT = 'features.format'
const MODEL = 'features.model'

export const isFeaturesFormatCurrent = async ({ note }: Pick<Parts['store'], 'note'>): Promise<boolean> =>
  (await note(FORMAT)) === String(FEATURES_FORMAT)

export const areFeaturesCurrent = async ({ store, model }: Pick<Parts, 'store' | 'model'>): Promise<boolean> => {
  const current = model()
  return (await isFeaturesFormatCurrent(store)) && (current === null || (await store.note(MODEL)) === current)
}

export const renewFeatures = async (parts: Parts): Promise<void> => {
  const { store, turns } = parts
  const model = parts.model()
  const { newestArrival } = await store.progress()
  if (newestArrival !== null) {
    const index = createGroupingIndex(parts.joins)
    let isTold = false
    for (let range: ArrivalRange = { since: newestArrival - FEATURES_WINDOW_MS, limit: REFILLED_AT_ONCE }; ; ) {
      const rows = await store.indexed(range)
      const end = rows.at(-1)
      if (end === undefined) break
      const outdated = rows.filter(({ features }) => features !== null && !isCurrent(features, model))
      if (outdated.length > 0 && !isTold) parts.renewing()
      isTold ||= outdated.length > 0
      await renewRows(parts, index, rows, outdated)
      range = { after: end.number, limit: REFILLED_AT_ONCE }
      await turns.yieldNow()
    }
  }
  await store.setNote(FORMAT, String(FEATURES_FORMAT))
  if (model !== null) await store.setNote(MODEL, model)
}

const renewRows = async (
  { store, understand, now, turns }: Parts,
  index: GroupingIndex,
  rows: readonly IndexedRow[],
  outdated: readonly IndexedRow[],
): Promise<void> => {
  const logged = await store.logged({ of: outdated.map(({ number }) => number) })
  const articles = new Map((await understand(logged)).map((article) => [article.number, article]))
  const renewed: { readonly article: number; readonly features: StoredFeatures }[] = []
  for (const row of rows) {
    const article = articles.get(row.number)
    const features = article === undefined ? row.features : featuresOf(index, row, article)
    index.restore([{ ...row, features }])
    if (article !== undefined && features !== null) renewed.push({ article: row.number, features })
    await turns.yieldNow()
  }
  if (renewed.length > 0) await store.commit({ features: renewed, isPublished: false, now: now() })
}

const isCurrent = (features: StoredFeatures, model: string | null): boolean => {
  const decoded = decodeFeatures(features)
  return decoded !== null && (model === null || decoded.revision === model)
}

const featuresOf = (index: GroupingIndex, { story }: IndexedRow, article: EncodedArticle): StoredFeatures => {
  const compared = index.compare(reportOf(article), article.vector?.values ?? null)
  const { features } = compared
  const phase = index.phaseIn(compared, story ?? '').phase ?? features.phase
  const begunAt = Math.min(features.at, index.begunAt(story) ?? features.at)
  return encodeFeatures({ ...features, begunAt, phase }, article.vector?.revision ?? null)
}
