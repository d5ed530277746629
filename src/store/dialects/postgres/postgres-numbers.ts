import type { LogKind } from '../../ports/article-log.ts'
import type { Queries } from './queries.ts'

/** The first of the numbers that this transaction takes; null: it takes none of this kind. */
export type Numbers = { readonly article: number | null; readonly item: number | null; readonly entry: number }

/** Takes numbers for a transaction. Call it before the transaction writes anything: see migrations/postgres. */
export const takeNumbers = async (
  { get }: Queries,
  { articles, entries }: { readonly articles: number; readonly entries: number },
): Promise<Numbers> => {
  const numbers = await get<Numbers>('SELECT article, item, entry FROM take_numbers($1, $2)', articles, entries)
  if (numbers === undefined) throw new Error('take_numbers gave nothing: the database contradicts itself')
  return numbers
}

export type NewEntry = { readonly kind: LogKind; readonly article: number | null }

/** `first`: the number of the first entry, as `takeNumbers` returned it. */
export const writeLog = async ({ run }: Queries, first: number, entries: readonly NewEntry[], now: number): Promise<void> => {
  if (entries.length === 0) return
  await run(
    WRITE_LOG,
    entries.map((_, index) => first + index),
    entries.map(({ kind }) => kind),
    entries.map(({ article }) => article),
    now,
  )
}
const WRITE_LOG = `
  INSERT INTO article_log (seq, kind, article, at) SELECT seq, kind, article, $4
  FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS e (seq, kind, article)`
