import type { BlockedName } from '../../model/takedown.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

type Name = { readonly name: BlockedName }

/** Those of the names that are taken down. */
export const blockedOf = ({ all }: Pick<Engine, 'all'>, names: readonly BlockedName[]): ReadonlySet<BlockedName> =>
  new Set(names.length === 0 ? [] : all<Name>(BLOCKED, JSON.stringify(names)).map(({ name }) => name))
const BLOCKED = 'SELECT t.name FROM json_each(?) j CROSS JOIN takedown t ON t.name = j.value'
