import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jsonSchemas } from '../config/files.ts'
import type { CommandContext } from './context.ts'

/** Writes `schema/*.json` into the configuration folder, from the schemas that check it, so that editors can complete and check with them. */
export const schema = async ({ places, terminal }: CommandContext): Promise<number> => {
  const folder = join(places.configFolder, 'schema')
  // Not recursive: a configuration folder that doesn't exist is a mistake in its name.
  if (!existsSync(folder)) await mkdir(folder)
  for (const [name, text] of jsonSchemas()) {
    await writeFile(join(folder, name), text)
    terminal.out(join(folder, name))
  }
  return 0
}
