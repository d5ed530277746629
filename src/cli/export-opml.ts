import { requireConfiguration } from '../server/load-configuration.ts'
import { writeSourcesOpml } from '../publish/write-opml.ts'
import type { CommandContext } from './context.ts'

export const exportOpml = async ({ places, env, clock, terminal }: CommandContext): Promise<number> => {
  const { service, sources } = await requireConfiguration(places.configFolder, env, clock.now())
  terminal.out(writeSourcesOpml(service.title, sources).trimEnd())
  return 0
}
