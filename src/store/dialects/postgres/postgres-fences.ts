/** Fencing: a write outside a process's duties is refused inside the transaction that would write, however late it comes. */
import type { LeadingRole } from '../../../model/process-roles.ts'
import type { Membership } from '../../database.ts'
import { LeaseLost } from '../../ports/store.ts'
import type { Queries } from './queries.ts'

const LED_ELSEWHERE = 'Another process leads by now; what this one has decided is not stored.'

export const requireLead = async ({ get }: Queries, { number }: Membership, role: LeadingRole): Promise<void> => {
  if (number === null) return
  if ((await get(LED, role, number)) === undefined) throw new LeaseLost(LED_ELSEWHERE)
}
const LED = 'SELECT 1 FROM leader WHERE role = $1 AND owner = $2 FOR SHARE'
