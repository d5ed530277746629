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
