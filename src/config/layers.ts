/** A configuration is one folder, or that folder with layers over it: `config.d` beside `config` contains an operator's changes. */
import { withoutTrailing } from '../lib/trim.ts'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { isAbsence } from '../lib/system-errors.ts'

/** Folders in `config.d` that are no layers; every other one is. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(['lexicon', 'schema'])

/** `config.d` for `config`; it need not exist. */
export const layerFolder = (folder: string): string => {
  const named = withoutTrailing(folder, '/')
  return `${/^\.{0,2}$/.test(basename(named)) ? resolve(folder) : named}.d`
}

/** The layers, lowest first: the folder, each folder in `config.d` by name, and `config.d` itself. Rejects where `config.d` can't be read. */
export const layersOf = async (folder: string): Promise<readonly string[]> => {
  const above = layerFolder(folder)
  const inside = await foldersIn(above)
  return inside === null ? [folder] : [folder, ...inside.map((name) => join(above, name)), above]
}

/** The folder that commands write to: `config.d` if it exists, so that the shipped files stay unchanged. */
export const folderToWrite = async (folder: string): Promise<string> => (await layersOf(folder)).at(-1) ?? folder

/** Names of the layers in the folder, sorted; null: there is no such folder. */
const foldersIn = async (folder: string): Promise<readonly string[] | null> => {
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && !OWN_FOLDERS.has(name)).toSorted()
    const isFolder = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).isDirectory()))
    return names.filter((_, index) => isFolder[index])
  } catch (error) {
    if (isAbsence(error)) return null
    throw error
  }
}
