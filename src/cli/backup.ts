import { stat } from 'node:fs/promises'
import { backupStore, restoreStore } from '../server/stores.ts'
import type { CommandContext } from './context.ts'

/** Writes one consistent file, also while the service runs. */
export const backup = async ({ places, terminal, signal }: CommandContext, file: string): Promise<number> => {
  await backupStore(places, file, signal)
  terminal.out(`${file}: ${Math.round((await stat(file)).size / 1024)} KiB`)
  return 0
}

/** Replaces the database in the data folder by a backup. Rejects while a service uses the folder. */
export const restore = async ({ places, terminal }: CommandContext, file: string): Promise<number> => {
  await restoreStore(file, places)
  terminal.out(`Restored ${places.dataFolder} from ${file}.`)
  return 0
}
