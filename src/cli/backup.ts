import { stat } from 'node:fs/promises'
import { backupSqlite, restoreSqlite } from '../store/sqlite/backup.ts'
import type { CommandContext } from './context.ts'

/** Writes one consistent file, also while the service runs. */
export const backup = async ({ places, terminal }: CommandContext, file: string): Promise<number> => {
  await backupSqlite(places.dataFolder, file)
  terminal.out(`${file}: ${Math.round((await stat(file)).size / 1024)} KiB`)
  return 0
}

/** Puts a backup in the place of the data folder's database; refused while a service uses the folder. */
export const restore = async ({ places, terminal }: CommandContext, file: string): Promise<number> => {
  await restoreSqlite(file, places.dataFolder)
  terminal.out(`${places.dataFolder} holds what ${file} held.`)
  return 0
}
