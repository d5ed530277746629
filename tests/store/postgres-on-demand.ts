/** The PostgreSQL of a run of tests, started for the first file that asks for it: its address is what `inject('postgres')` answers. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { openPostgres } from '../../src/store/dialects/postgres/open-postgres.ts'
import { addDatabase, type Cluster, startCluster } from './postgres-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Asked with HTTP, it answers the address of the server, without a database. Undefined among the facts. */
    readonly postgres: string | undefined
  }
}

/** An empty store, which those of the tests are copies of. */
export const TEMPLATE = 'polywire_template'

const startWithTemplate = async (): Promise<Cluster> => {
  const cluster = await startCluster()
  const template = await openPostgres({ url: await addDatabase(cluster.url, TEMPLATE) })
  await template.close()
  return cluster
}

/** Resolves to what ends it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  let cluster: Promise<Cluster> | null = null
  const server = createServer((_, answer) => {
    cluster ??= startWithTemplate()
    cluster.then(
      ({ url }) => answer.end(url),
      (error: unknown) => answer.writeHead(500).end(String(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  project.provide('postgres', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.close()
    await (await cluster?.catch(() => null))?.stop()
  }
}
