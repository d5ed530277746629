import { type FileHandle, mkdtemp, open, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from '../../lib/system-errors.ts'
import { SettingError } from '../../model/configuration.ts'

/** An edit takes milliseconds: a part file that exists for longer than five seconds was left by a killed process. */
const LEFT_MS = 5_000
const TRY_MS = 50

/**
 * Replaces what a file holds by the result of `edit`, atomically. Processes that edit one file wait for each other, so that each reads what the one
 * before has written. `text` null: there is no such file. `mode`: the mode of a new file; an existing file's mode and owner stay. A symbolic
 * link stays, and its target is edited. If `edit` throws, nothing is changed.
 */
export const editFile = async (
  file: string,
  edit: (text: string | null) => string | Uint8Array,
  mode = 0o666,
): Promise<void> => {
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

/** The file to be renamed is the lock: only one process can create it. */
const claim = async (part: string, mode: number): Promise<FileHandle> => {
  for (let waited = 0; ; waited += TRY_MS) {
    try {
      return await open(part, 'wx', mode)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    // The clock may have been set back since: what is waited for counts too.
    if (Math.max(await ageOf(part), waited) > LEFT_MS) await rm(part, { force: true })
    await sleep(TRY_MS)
  }
}

/** In milliseconds, by the clock of the file system, which on a network is not the machine's. */
const ageOf = async (part: string): Promise<number> => {
  const madeNow = await mkdtemp(`${part}-`)
  try {
    const now = (await stat(madeNow)).mtimeMs
    return now - ((await orNull(stat(part)))?.mtimeMs ?? now)
  } finally {
    await rmdir(madeNow)
  }
}

/** Keeps mode and owner, so that the same users can read the file: a service that runs as another user, and nobody else if it contains passwords. */
const likeBefore = async (handle: FileHandle, { mode, uid, gid }: Awaited<ReturnType<typeof stat>>): Promise<void> => {
  const now = await handle.stat()
  // Only root may change the owner.
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
