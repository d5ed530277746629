/** What earlier commands have found out about texts of the configuration, in the user's cache folder: reading it anew takes a second and more. */
import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Remembered } from '../config/read-layers.ts'
import type { CommandContext } from './context.ts'

type Entries = Map<string, unknown>

/** Calls `work` with what was found out before, by this build and of this configuration; keeps what it used or added. */
export const withRemembered = async <Result>(
  { env, places }: Pick<CommandContext, 'env' | 'places'>,
  work: (remembered: Remembered) => Promise<Result>,
): Promise<Result> => {
  const file = fileFor(env, places.configFolder)
  if (file === null) return await work({ recall: () => undefined, keep: () => {} })
  const before = entriesIn(file)
  const used: Entries = new Map()
  const result = await work({
    recall(text) {
      const key = keyOf(text)
      if (before.has(key)) used.set(key, before.get(key))
      return before.get(key)
    },
    keep: (text, value) => void used.set(keyOf(text), value),
  })
  if ([...used.keys()].some((key) => !before.has(key))) save(file, used)
  return result
}

const keyOf = (text: string): string => hash('sha256', text, 'base64url')

/** Null: the environment names no cache folder. */
const cacheFolder = ({ XDG_CACHE_HOME: cache, HOME: home }: CommandContext['env']): string | null => {
  const folder = cache !== undefined && isAbsolute(cache) ? cache : home === undefined ? null : join(home, '.cache')
  return folder !== null && isAbsolute(folder) ? join(folder, 'polywire') : null
}

const fileFor = (env: CommandContext['env'], configFolder: string): string | null => {
  const folder = cacheFolder(env)
  return folder === null ? null : join(folder, `${keyOf(resolve(configFolder)).slice(0, 16)}.json`)
}

/** Has Node keep the compiled code of modules that are loaded from now on. Call it before a command that only looks is loaded. */
export const rememberCode = ({ env }: Pick<CommandContext, 'env'>): void => {
  const folder = cacheFolder(env)
  if (folder !== null) enableCompileCache(join(folder, 'code'))
}

const CODE = fileURLToPath(new URL('..', import.meta.url))
const codeMark = (): string =>
  keyOf(
    readdirSync(CODE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const { size, mtimeMs } = statSync(join(parentPath, name))
        return `${parentPath}/${name} ${size} ${mtimeMs}`
      })
      .toSorted()
      .join('\n'),
  )

type Saved = { readonly code: string; readonly entries: readonly (readonly [string, unknown])[] }

/** None where the file is missing, damaged or of another build. */
const entriesIn = (file: string): Entries => {
  try {
    const { code, entries } = JSON.parse(readFileSync(file, 'utf8')) as Saved
    return code === codeMark() ? new Map(entries) : new Map()
  } catch {
    return new Map()
  }
}

/** Where the folder can't be written, the next command reads everything again. */
const save = (file: string, entries: Entries): void => {
  const saved: Saved = { code: codeMark(), entries: [...entries] }
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, JSON.stringify(saved), { mode: 0o600 })
    renameSync(unfinished, file)
  } catch {}
}
