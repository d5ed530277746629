/** Tokens of private feeds: stored in a file of the data folder, or, where several machines share a database, in a note of the database.
 * Commands change them while the service runs. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FeedId, Instant } from '../model/ids.ts'
import { SettingError } from '../model/configuration.ts'
import { makeFolder } from './operations/data-folder.ts'
import { editFile } from './operations/edit-file.ts'
import type { Store } from './ports/store.ts'
import { errorCode } from '../lib/system-errors.ts'

export type FeedToken = {
  /** The name by which the operator revokes the token; the token cannot be derived from it. */
  readonly id: string
  readonly feed: string
  /** SHA-256, hexadecimal. The token itself is not stored: it has 128 random bits, so that it cannot be found from the hash. */
  readonly sha256: string
  readonly note: string | null
  /** An ISO 8601 date and time. */
  readonly createdAt: string
}

export type TokenList = {
  /** The list as it is stored now. */
  readonly read: () => Promise<readonly FeedToken[]>
  /** Replaces the list by the result of `edit`. If `edit` throws, nothing is changed. */
  readonly change: (edit: (tokens: readonly FeedToken[]) => readonly FeedToken[]) => Promise<void>
}

export const TOKENS_NOTE = 'feed-tokens'

export const tokensInStore = (store: Pick<Store, 'note' | 'replaceNote'>): TokenList => {
  const readFrom = (text: string | null) => tokensIn(text ?? '[]', 'The list of tokens in the database')
  return {
    read: async () => readFrom(await store.note(TOKENS_NOTE)),
    async change(edit) {
      // Repeats the edit on the new list if another process has changed the list meanwhile.
      for (let isStored = false; !isStored; ) {
        const before = await store.note(TOKENS_NOTE)
        isStored = await store.replaceNote(TOKENS_NOTE, before, JSON.stringify(edit(readFrom(before))))
      }
    },
  }
}

/** The list in the file `feed-tokens.json`, which is read again when it has changed. */
export const tokensInFolder = (folder: string): TokenList => {
  const file = join(folder, 'feed-tokens.json')
  let cached: { readonly version: string; readonly tokens: readonly FeedToken[] } = { version: '', tokens: [] }
  return {
    async read() {
      const version = versionOf(file)
      if (version !== cached.version) cached = { version, tokens: tokensIn(textIfThere(file) ?? '[]', file) }
      return cached.tokens
    },
    async change(edit) {
      makeFolder(folder)
      await editFile(file, (text) => `${JSON.stringify(edit(tokensIn(text ?? '[]', file)), null, 2)}\n`, 0o600)
    },
  }
}

const tokensIn = (text: string, place: string): readonly FeedToken[] => {
  try {
    const read: unknown = JSON.parse(text)
    if (!Array.isArray(read) || !read.every(isToken))
      throw new Error('an entry lacks a field, or has one that is not as we write it')
    return read
  } catch (error) {
    throw new SettingError(
      `${place} can't be read as a list of tokens: ${error instanceof Error ? error.message : String(error)}. Restore it, or delete it and give out new tokens.`,
    )
  }
}

const isToken = (read: unknown): read is FeedToken => {
  const { id, feed, sha256, note, createdAt } = (read ?? {}) as Partial<Record<keyof FeedToken, unknown>>
  const texts = [id, feed, sha256, createdAt, note ?? '']
  return (
    texts.every((text) => typeof text === 'string') &&
    /^[0-9a-f]{64}$/.test(String(sha256)) &&
    !Number.isNaN(Date.parse(String(createdAt)))
  )
}

export type NewToken = {
  readonly feed: FeedId
  readonly note: string | null
  readonly now: Instant
  /** 16 random bytes. */
  readonly secret: Uint8Array
}

/** A new token. `key` is the secret part of the reader's address: shown once, not stored. */
export const createToken = ({ feed, note, now, secret }: NewToken): { readonly key: string; readonly token: FeedToken } => {
  const key = Buffer.from(secret).toString('base64url')
  const sha256 = digest(key).toString('hex')
  return { key, token: { id: sha256.slice(0, 8), feed, sha256, note, createdAt: new Date(now).toISOString() } }
}

/** Returns a function that says whether a key opens a feed. A revoked token stops working at once. */
export const createKeyring =
  ({ read }: Pick<TokenList, 'read'>): ((feed: string, key: string) => Promise<boolean>) =>
  async (feed, key) => {
    const given = digest(key)
    let opens = false
    // Each key is compared, those of other feeds too: the time does not tell whether a feed has keys.
    for (const { feed: of, sha256 } of await read()) {
      const isSame = timingSafeEqual(given, Buffer.from(sha256, 'hex'))
      if (isSame && of === feed) opens = true
    }
    return opens
  }

const digest = (key: string): Buffer => createHash('sha256').update(key).digest()

const versionOf = (file: string): string => {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.ino} ${stats.mtimeMs} ${stats.size}`
}

const textIfThere = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
