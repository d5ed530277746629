import type { BlockedName } from '../../../model/takedown.ts'
import type { Queries } from './queries.ts'

type Name = { readonly name: BlockedName }

/** Those of the names that are taken down. */
export const blockedOf = async ({ all }: Queries, names: readonly BlockedName[]): Promise<ReadonlySet<BlockedName>> =>
  new Set(names.length === 0 ? [] : (await all<Name>(BLOCKED, names)).map(({ name }) => name))
const BLOCKED = 'SELECT name FROM takedown WHERE name = ANY ($1::text[])'
