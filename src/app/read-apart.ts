import { Piscina } from 'piscina'
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import type { Instant } from '../model/ids.ts'
import type { Environment } from './environment.ts'

export type ConfigurationAsked = { readonly folder: string; readonly env: Environment; readonly now: Instant }
export type ConfigurationRead =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Room for the rubbish that reading YAML makes: small, as it is read once. */
const YOUNG_MB = 8

/**
 * Reads the folder as `settleConfiguration` does, in a thread that ends then: the YAML reader, its schemas and 6 MB of text with all
 * that is made of it would stay with a service that needs them again only after an edit (60 MB, measured).
 */
export const readConfigurationApart = async (asked: ConfigurationAsked): Promise<ConfigurationRead> => {
  const thread = new Piscina({
    filename: new URL('configuration-thread.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  try {
    return (await thread.run({ ...asked, env: { ...asked.env } }, { name: 'read' })) as ConfigurationRead
  } catch {
    // Between threads an error loses its class and code, by which it is explained: it is met again here.
    const { settleConfiguration } = await import('./settled-configuration.ts')
    return await settleConfiguration(asked.folder, asked.env, asked.now)
  } finally {
    // Its memory is free again only when it has ended.
    await thread.destroy()
  }
}
