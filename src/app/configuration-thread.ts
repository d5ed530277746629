/** Runs in a thread of its own, see `readConfigurationApart`. */
import type { ConfigurationAsked, ConfigurationRead } from './read-apart.ts'
import { settleConfiguration } from './settled-configuration.ts'

export const read = async ({ folder, env, now }: ConfigurationAsked): Promise<ConfigurationRead> => {
  const result = await settleConfiguration(folder, env, now)
  // What places a later problem in its file can't leave the thread, and nobody asks for it.
  return result.ok ? { ok: true, configuration: result.configuration } : result
}
