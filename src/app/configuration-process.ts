/** Runs in a process of its own, see `readConfigurationApart`: is asked once, answers and ends. */
import type { ConfigurationAsked, ConfigurationRead } from './read-apart.ts'
import { settleConfiguration } from './settled-configuration.ts'

const read = async ({ folder, env, now }: ConfigurationAsked): Promise<ConfigurationRead> => {
  const result = await settleConfiguration(folder, env, now)
  // What places a later problem in its file can't leave the process, and nobody asks for it.
  return result.ok ? { ok: true, configuration: result.configuration } : result
}

const answer = async (asked: ConfigurationAsked): Promise<void> => {
  process.send?.(await read(asked), () => process.disconnect())
}

process.once('message', (asked) => void answer(asked as ConfigurationAsked))
