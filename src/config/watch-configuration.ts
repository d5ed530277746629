import { type Stats, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsence } from '../lib/system-errors.ts'
import { layerFolder, layersOf } from './layers.ts'

export type ConfigurationWatch = { readonly close: () => void }
export type WatchOptions = {
  /** The `configurationState` that was read: a change since then counts. Left out: the current state. */
  readonly since?: string
  /** Milliseconds without a change before `onChange` is called, so that several writes of an editor or a deployment count as one. */
  readonly debounceMs?: number
  /** Milliseconds between two looks at the files, for mounts without events (NFS, Kubernetes' symlink swaps). 0: only events count. */
  readonly pollMs?: number
}

const DEBOUNCE_MS = 300
const POLL_MS = 5000

/**
 * Calls `onChange` after the files of the folder, or of the layers over it, have changed and then stayed unchanged for a moment. It compares the state
 * of the files and does not interpret events: a rename over a file, a swapped symlink and a folder that vanishes for a second are all another state.
 */
export const watchConfiguration = (
  folder: string,
  onChange: () => void,
  { since, debounceMs = DEBOUNCE_MS, pollMs = POLL_MS }: WatchOptions = {},
): ConfigurationWatch => {
  let closed = false
  let known = since ?? null
  let timer: NodeJS.Timeout | undefined
  // Files that can't be read at the moment, as for want of descriptors, count as unchanged until the next look.
  const stateNow = async (): Promise<string | null> => await configurationState(folder).catch(() => known)
  const compare = async (): Promise<void> => {
    const state = await stateNow()
    if (closed) return
    const changed = known !== null && state !== known
    known = state
    if (changed) onChange()
  }
  // One after the other: an earlier state that arrived later would count as two more changes, there and back.
  let looks = Promise.resolve()
  const look = (): void => void (looks = looks.then(compare))
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(look, debounceMs)
    timer.unref()
  }
  look()
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

/** Events only speed it up: where there are none, polling finds the change. */
const listen = (path: string, onEvent: () => void): readonly { readonly close: () => void }[] => {
  try {
    const watcher = watch(path, { persistent: false }, onEvent)
    // The watched folder was removed or replaced; polling finds later changes.
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    return []
  }
}

/** Names, sizes, times and inodes of all YAML files of all layers, links followed. Rejects where an existing folder can't be read. */
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
