import { fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Instant } from '../model/ids.ts'
import { shareTaxonomy } from '../model/packed-taxonomy.ts'
import type { Environment } from './environment.ts'

export type ConfigurationAsked = { readonly folder: string; readonly env: Environment; readonly now: Instant }
export type ConfigurationRead =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

const READER = fileURLToPath(new URL(`configuration-process${extname(import.meta.url)}`, import.meta.url))

/**
 * Reads the folder as `settleConfiguration` does, in a process that ends then: the YAML reader, its schemas and 6 MB of text with all
 * that is made of it would stay with a service that needs them again only after an edit (60 MB; of a thread that ends, 25 MB: measured).
 */
export const readConfigurationApart = async (asked: ConfigurationAsked): Promise<ConfigurationRead> => {
  const read = (await askApart(asked)) ?? (await readHere(asked))
  return read.ok ? { ok: true, configuration: shared(read.configuration) } : read
}

/** Null: it ended without an answer. */
const askApart = async (asked: ConfigurationAsked): Promise<ConfigurationRead | null> => {
  const reader = fork(READER, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  let answer: ConfigurationRead | null = null
  reader.once('message', (message) => {
    answer = message as ConfigurationRead
  })
  // Where no process can be started, more than one error is told.
  reader.on('error', () => {})
  reader.send({ ...asked, env: { ...asked.env } })
  // What it said may arrive after its end; its memory is free only then.
  await Promise.allSettled([once(reader, 'disconnect'), once(reader, 'exit')])
  return answer
}

/** Between processes an error loses its class and code, by which it is explained: it is met again here. */
const readHere = async ({ folder, env, now }: ConfigurationAsked): Promise<ConfigurationRead> =>
  await (await import('./settled-configuration.ts')).settleConfiguration(folder, env, now)

const shared = (configuration: Configuration): Configuration => ({
  ...configuration,
  taxonomy: shareTaxonomy(configuration.taxonomy),
})
