import type { Coverage, DeadLetter, Delivery, DeliveryCounts, StoredDelivery } from '../../model/alert.ts'
import { storyId } from '../../model/ids.ts'

/** The widest coverage that was announced; null: none was. */
export type AnnouncedRow = { readonly sources: number | null; readonly languages: number | null }
export const toCoverage = (row: AnnouncedRow | undefined): Coverage | null =>
  row === undefined || row.sources === null || row.languages === null
    ? null
    : { sources: row.sources, languages: row.languages }

export type DeliveryCountRow = DeliveryCounts & { readonly alert: string }

export type DeliveryRow = {
  readonly id: string
  readonly alert: string
  readonly story: string
  readonly kind: string
  readonly recipient: string
  readonly host: string
  readonly notice: string
  readonly created_at: number
  readonly due: number | null
  readonly failures: number
  readonly failing_since: number | null
  readonly problem: string | null
  readonly ended_at: number | null
}
export const toDelivery = (row: DeliveryRow): StoredDelivery => ({
  id: row.id,
  alert: row.alert,
  story: row.story === '' ? null : storyId(row.story),
  kind: row.kind as Delivery['kind'],
  recipient: row.recipient,
  host: row.host,
  notice: JSON.parse(row.notice) as Delivery['notice'],
  createdAt: row.created_at,
  due: row.due ?? 0,
  failures: row.failures,
  failingSince: row.failing_since,
  problem: row.problem,
})
export const toDeadLetter = (row: DeliveryRow): DeadLetter => {
  const { id, alert, story, kind, host, createdAt, failures, notice, problem } = toDelivery(row)
  const letter = { id, alert, story, kind, host, createdAt, failures }
  return { ...letter, headline: notice.headline, endedAt: row.ended_at ?? 0, problem: problem ?? '' }
}
