import { LEADING_ROLES, ROLES } from '../../../model/process-roles.ts'
import type { Joining, Processes } from '../../ports/processes.ts'
import { SHARDS } from '../../shards.ts'

/** The one process of a data folder has all duties: the folder's lock keeps others out. */
export const onlyProcess = (now: () => number): Processes => {
  let joined: Joining = { roles: ROLES, isAlone: true, version: '', configuration: '' }
  let since = now()
  let isFirst = true
  return {
    isShared: false,
    async join(joining) {
      joined = joining
      since = now()
    },
    async renew() {
      const taken = isFirst ? SHARDS : 0
      isFirst = false
      return { shards: SHARDS, taken, leads: LEADING_ROLES, isNew: false }
    },
    async setConfiguration(configuration) {
      joined = { ...joined, configuration }
    },
    leave: async () => {},
    processes: async () => [{ ...joined, number: 1, since, shards: SHARDS, leads: LEADING_ROLES }],
    sharedClock: async () => null,
  }
}
