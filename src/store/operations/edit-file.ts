import { type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from '../../lib/system-errors.ts'
import { SettingError } from '../../model/configuration.ts'

/** Another process needs milliseconds for an edit: what stands longer than five seconds was left by one that was killed. */
const TRIES = 100
const TRY_MS = 50

/**
 * Puts what `edit` makes of a file's text in its place, whole and at once. Processes that edit one file wait for each other, so that each
 * sees what the one before has written. `text` null: there is no such file. `mode`: the rights of a new one; those of a file that is there
 * stay, and so does its owner. A link stays, and what it leads to is edited. Where `edit` throws, nothing is changed.
 */
export const editFile = async (file: string, edit: (text: string | null) => string, mode = 0o666): Promise<void> => {
  const target = (await orNull(realpath(file))) ?? file
  const there = await orNull(stat(target))
  if (there?.isFile() === false) throw new SettingError(`${file} is no file that could be replaced.`)
  const part = `${target}.new`
  const handle = await claim(part, there === null ? mode : 0o600)
  try {
    await handle.writeFile(edit(await orNull(readFile(target, 'utf8'))))
    if (there !== null) await likeBefore(handle, there)
    await handle.sync()
    await handle.close()
    await rename(part, target)
  } catch (error) {
    await handle.close()
    await rm(part, { force: true })
    throw error
  }
}

/** The file that is about to be renamed keeps others out: only one process can make it. */
const claim = async (part: string, mode: number): Promise<FileHandle> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await open(part, 'wx', mode)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    if (tries % TRIES === 0) await rm(part, { force: true })
    else await sleep(TRY_MS)
  }
}

/** Who may read it stays: a service that runs as another user, and nobody else where it holds passwords. */
const likeBefore = async (handle: FileHandle, { mode, uid, gid }: Awaited<ReturnType<typeof stat>>): Promise<void> => {
  const now = await handle.stat()
  // Only root gives files away.
  if (now.uid !== uid || now.gid !== gid) await handle.chown(Number(uid), Number(gid)).catch(() => undefined)
  await handle.chmod(Number(mode) & 0o777)
}

/** Null: there is no such file. */
const orNull = async <Result>(work: Promise<Result>): Promise<Result | null> => {
  try {
    return await work
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
