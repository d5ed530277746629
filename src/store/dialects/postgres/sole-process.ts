import { Client } from 'pg'
import { StoreInUse, StoreUnavailable } from '../../ports/store.ts'
import { isAway, isLasting, whyAway } from './postgres-errors.ts'

/** A lock of the database that one process holds, on a connection of its own, until it ends. */
export type SoleProcess = {
  /** Before something is written: takes the lock again if its connection has broken. Throws StoreInUse where another process has taken it. */
  readonly check: () => Promise<void>
  readonly release: () => Promise<void>
}

const LOCK = 7095430
/** The server gives the lock back soon after the network between us breaks, not after its two hours. */
const SETTINGS = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3'
const IN_USE = 'Another Polywire polls into this database. Stop it first.'

export const takeAlone = async (url: string): Promise<SoleProcess> => {
  let client = await take(url)
  let isOurs = true
  const watch = (watched: Client): void => {
    const lose = (): void => {
      if (watched === client) isOurs = false
    }
    watched.on('error', lose)
    watched.on('end', lose)
  }
  watch(client)
  return {
    async check() {
      if (isOurs) return
      client = await take(url)
      isOurs = true
      watch(client)
    },
    release: async () => await client.end(),
  }
}

const take = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url, keepAlive: true, application_name: 'polywire', options: SETTINGS })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ readonly taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK])
    if (rows[0]?.taken === true) return client
  } catch (error) {
    await client.end().catch(() => {})
    if (isAway(error)) throw new StoreUnavailable(whyAway(error), isLasting(error))
    throw error
  }
  await client.end()
  throw new StoreInUse(IN_USE)
}
