import { type Stats, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsence } from '../lib/system-errors.ts'
import { layerFolder, layersOf } from './layers.ts'

export type ConfigurationWatch = { readonly close: () => void }
export type WatchOptions = {
  /** The state that was read, see `configurationState`: what has changed since counts. Left out: that of now. */
  readonly since?: string
  /** Quiet time after the last change, so that an editor's or a deployment's several writes count as one. */
  readonly debounceMs?: number
  /** How often the files are looked at besides: mounts that send no events (NFS, Kubernetes' symlink swaps). 0: never. */
  readonly pollMs?: number
}

const DEBOUNCE_MS = 300
const POLL_MS = 5000

/**
 * Calls `onChange` after the folder's files, or those of the layers over it, have changed and been quiet for a moment. What counts is the files' state, not the
 * events: a rename over a file, a swapped symlink and a folder that vanishes for a second are all just another state.
 */
export const watchConfiguration = (
  folder: string,
  onChange: () => void,
  { since, debounceMs = DEBOUNCE_MS, pollMs = POLL_MS }: WatchOptions = {},
): ConfigurationWatch => {
  let closed = false
  let known = since ?? null
  let timer: NodeJS.Timeout | undefined
  // What cannot be looked at for a moment, for want of descriptors say, has not changed: the next look tells.
  const stateNow = async (): Promise<string | null> => await configurationState(folder).catch(() => known)
  const look = async (): Promise<void> => {
    const state = await stateNow()
    if (closed) return
    const changed = known !== null && state !== known
    known = state
    if (changed) onChange()
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), debounceMs)
    timer.unref()
  }
  void look()
  const watchers = [folder, layerFolder(folder)].flatMap((layer) =>
    [layer, join(layer, 'lexicon')].flatMap((path) => listen(path, soon)),
  )
  const poll = pollMs > 0 ? setInterval(() => void lookAgain(), pollMs) : undefined
  poll?.unref()
  const lookAgain = async (): Promise<void> => {
    if ((await stateNow()) !== known) soon()
  }
  return {
    close() {
      closed = true
      clearTimeout(timer)
      clearInterval(poll)
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** Events only make it quicker: where they cannot be had, polling finds the change. */
const listen = (path: string, onEvent: () => void): readonly { readonly close: () => void }[] => {
  try {
    const watcher = watch(path, { persistent: false }, onEvent)
    // The watched folder was removed or replaced; the poll sees what follows.
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    return []
  }
}

/** Names, sizes, times and inodes of all YAML files of all layers, links followed. Rejects where a folder that is there cannot be read. */
export const configurationState = async (folder: string): Promise<string> => {
  const folders = (await layersOf(folder)).flatMap((layer) => [layer, join(layer, 'lexicon')])
  const paths = (await Promise.all(folders.map(yamlIn))).flat()
  const states = await Promise.all(paths.map(async (path) => `${path} ${describe(await statOf(path))}`))
  return states.join('\n')
}

const yamlIn = async (folder: string): Promise<readonly string[]> => {
  try {
    const names = await readdir(folder)
    return names.filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name))
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

const statOf = async (path: string): Promise<Stats | null> => {
  try {
    return await stat(path)
  } catch {
    return null
  }
}

const describe = (stats: Stats | null): string => (stats === null ? 'gone' : `${stats.size} ${stats.mtimeMs} ${stats.ino}`)
