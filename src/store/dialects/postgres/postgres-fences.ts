/** Fencing: a write outside a process's duties is refused inside the transaction that would write, however late it comes. */
import type { SourceId } from '../../../model/ids.ts'
import type { LeadingRole } from '../../../model/process-roles.ts'
import { LeaseLost } from '../../ports/store.ts'
import type { Queries } from './queries.ts'

/** This process among those that share the database. */
export type Membership = {
  /** This process's fencing token; null: it has not joined, and nothing is checked. */
  number: number | null
  /** The shards that this process owned at its last renewal; null: it has not joined. */
  shards: readonly number[] | null
}

const POLLED_ELSEWHERE = 'Another process polls this source by now; what this one has read of it is not stored.'
const LED_ELSEWHERE = 'Another process leads by now; what this one has decided is not stored.'

/** Those of the sources that this process may write about until its transaction ends. */
export const ownedSources = async (
  { all }: Queries,
  { number }: Membership,
  sources: readonly SourceId[],
): Promise<ReadonlySet<SourceId>> => {
  if (number === null) return new Set(sources)
  return new Set((await all<{ readonly id: SourceId }>(OWNED, sources, number)).map(({ id }) => id))
}
const OWNED = `
  SELECT s.id FROM source s JOIN shard h ON h.n = s.shard WHERE s.id = ANY ($1::text[]) AND h.owner = $2 FOR SHARE OF h`

export const polledElsewhere = (): LeaseLost => new LeaseLost(POLLED_ELSEWHERE)

export const requireSource = async (queries: Queries, membership: Membership, source: SourceId): Promise<void> => {
  if (!(await ownedSources(queries, membership, [source])).has(source)) throw polledElsewhere()
}

export const requireLead = async ({ get }: Queries, { number }: Membership, role: LeadingRole): Promise<void> => {
  if (number === null) return
  if ((await get(LED, role, number)) === undefined) throw new LeaseLost(LED_ELSEWHERE)
}
const LED = 'SELECT 1 FROM leader WHERE role = $1 AND owner = $2 FOR SHARE'
