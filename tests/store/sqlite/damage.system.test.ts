/** Damage that a start doesn't see: the file is too large to be checked whole. And what nobody else may read. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { backupSqlite, restoreSqlite } from '../../../src/store/operations/database-copy.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, EVERYTHING, HOUR, NOON, publish, source } from '../samples.ts'

let folder = ''
const file = (): string => join(folder, 'polywire.sqlite')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polywire-damage-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const fill = async (articles: number): Promise<void> => {
  const store = await openSqlite({ folder })
  await store.syncSources([source('a')], NOON)
  const text = 'What was said at the meeting, word for word. '.repeat(60)
  await publish(
    store,
    'a',
    Array.from({ length: articles }, (_, index) => article(`n${index}`, { text: `${index} ${text}` })),
  )
  await store.close()
}

/** A page from the middle of the contents, which no look at a table's ends meets. */
const damageContents = (): void => {
  const db = new Database(file())
  const pages = db
    .prepare<[], { readonly pageno: number }>(
      `SELECT pageno FROM dbstat WHERE name = 'content' AND pagetype = 'leaf' ORDER BY path`,
    )
    .all()
  db.close()
  const middle = pages[Math.floor(pages.length / 2)]?.pageno ?? 0
  const descriptor = openSync(file(), 'r+')
  writeSync(descriptor, Buffer.alloc(4096, 0xa5), 0, 4096, (middle - 1) * 4096)
  closeSync(descriptor)
}

/** Over 64 MiB. */
const makeLarge = (): void => {
  const db = new Database(file())
  db.prepare(`INSERT INTO note (name, value) VALUES ('filling', ?)`).run('x'.repeat(70 * 1024 * 1024))
  db.close()
}

describe('damage in a large database', () => {
  test('is met by a query, is said by health, and stops all writing; a backup does not replace the last good one', async () => {
    await fill(400)
    const backup = join(folder, 'backup.sqlite')
    await backupSqlite(folder, backup)
    const good = readFileSync(backup)
    makeLarge()
    damageContents()

    const store = await openSqlite({ folder })
    expect(await store.health()).toMatchObject({ writable: true })
    await expect(store.articles({ filter: EVERYTHING, limit: 1_000, before: null })).rejects.toThrow(/malformed/)
    expect(await store.health()).toMatchObject({
      writable: false,
      reason: expect.stringMatching(/^database-damaged: .*restore/),
    })
    await expect(store.setNote('a', 'b')).rejects.toThrow(/nothing is written: database-damaged/)
    expect(await store.claimDue(NOON + HOUR, { limit: 9, perHost: 9, leaseMs: HOUR })).toEqual([])

    await expect(backupSqlite(folder, backup)).rejects.toThrow(/no backup was written .* what was there stays.*damaged/)
    expect(readFileSync(backup).equals(good)).toBe(true)
    await store.close()
    await restoreSqlite(backup, folder)
    const restored = await openSqlite({ folder })
    expect((await restored.articles({ filter: EVERYTHING, limit: 1_000, before: null })).rows).toHaveLength(400)
    await restored.close()
  })
})

test('a database that was cut to nothing is damaged, and not begun anew', async () => {
  await fill(3)
  truncateSync(file(), 0)
  await expect(openSqlite({ folder })).rejects.toThrow(/is damaged: it is empty.*Restore a backup/)
  await expect(openSqlite({ folder, readOnly: true })).rejects.toThrow(/it is empty/)
  expect(statSync(file()).size).toBe(0)
})

describe('what is stored is for the user alone whom the service runs as', () => {
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

  test('the database, its log, a backup, and a folder that is made for it', async () => {
    const inner = join(folder, 'data')
    const store = await openSqlite({ folder: inner })
    await store.syncSources([source('a')], NOON)
    await backupSqlite(inner, join(folder, 'copy.sqlite'))
    const modes = ['', 'polywire.sqlite', 'polywire.sqlite-wal', 'polywire.sqlite-shm'].map((name) => modeOf(join(inner, name)))
    expect(modes).toEqual(['700', '600', '600', '600'])
    expect(modeOf(join(folder, 'copy.sqlite'))).toBe('600')
    await store.close()
    await restoreSqlite(join(folder, 'copy.sqlite'), inner)
    expect(modeOf(join(inner, 'polywire.sqlite'))).toBe('600')
  })

  test('what an older version left open is closed; what the operator lets a group do stays', async () => {
    await fill(1)
    chmodSync(file(), 0o664)
    await (await openSqlite({ folder })).close()
    expect(modeOf(file())).toBe('660')
  })
})

describe('files that somebody removes or replaces under a running process', () => {
  const hold = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'writer-process.ts'), folder, 'hold'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    return child
  }
  const kill = async (child: ChildProcess): Promise<void> => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  const removeLock = (): void => {
    for (const name of ['polywire.lock', 'polywire.pid']) rmSync(join(folder, name), { force: true })
  }

  test('without the lock no second process gets in while the first runs, nor a restore', async () => {
    await fill(1)
    const backup = join(folder, 'backup.sqlite')
    await backupSqlite(folder, backup)
    const child = await hold()
    removeLock()
    for (const _ of ['once', 'and again']) {
      await expect(openSqlite({ folder })).rejects.toThrow(/lock .* is gone, and another process has its database open/)
      await expect(restoreSqlite(backup, folder)).rejects.toThrow(/lock .* is gone/)
    }
    await kill(child)
    removeLock()
    const store = await openSqlite({ folder })
    expect(await store.health()).toMatchObject({ writable: true })
    await store.close()
  })

  const stored = async (): Promise<Store> => {
    const store = await openSqlite({ folder })
    await store.syncSources([source('a')], NOON)
    await publish(store, 'a', [article('first')])
    return store
  }

  test('a process that finds that another one wrote writes nothing more', async () => {
    const store = await stored()
    const other = new Database(file())
    other.exec('UPDATE counters SET next_article = next_article + 1')
    other.close()
    await expect(publish(store, 'a', [article('second')])).rejects.toThrow(/database-shared: another process has written/)
    expect(await store.health()).toMatchObject({ writable: false, reason: expect.stringContaining('database-shared') })
    expect((await store.articles({ filter: EVERYTHING, limit: 9, before: null })).rows).toHaveLength(1)
    await store.close()
  })

  test('who looks at the database, or empties its log, disturbs nobody', async () => {
    const store = await stored()
    const other = new Database(file())
    other.prepare('SELECT * FROM counters').all()
    other.pragma('wal_checkpoint(TRUNCATE)')
    other.close()
    await publish(store, 'a', [article('second')])
    expect(await store.health()).toMatchObject({ writable: true })
    await store.close()
  })

  test('a database that is replaced is written to no more, and what replaced it stays as it is', async () => {
    const store = await stored()
    const copy = join(folder, 'copy.sqlite')
    await backupSqlite(folder, copy)
    const bytes = readFileSync(copy)
    renameSync(copy, file())
    expect(await store.health()).toMatchObject({
      writable: false,
      reason: expect.stringContaining('database-replaced: polywire.sqlite is'),
    })
    await expect(publish(store, 'a', [article('second')])).rejects.toThrow(/database-replaced/)
    // A log that was left would be read into the other database.
    expect(statSync(`${file()}-wal`).size).toBe(0)
    await store.close()
    expect(readFileSync(file()).equals(bytes)).toBe(true)
  })

  test('what stood in a log that is removed is in the database, even after a kill', async () => {
    const store = await stored()
    rmSync(`${file()}-wal`)
    expect(await store.health()).toMatchObject({ writable: false, reason: expect.stringContaining('polywire.sqlite-wal is') })
    await expect(publish(store, 'a', [article('second')])).rejects.toThrow(/database-replaced/)
    const killed = join(folder, 'killed')
    mkdirSync(killed)
    copyFileSync(file(), join(killed, 'polywire.sqlite'))
    await store.close()
    const again = await openSqlite({ folder: killed })
    expect((await again.articles({ filter: EVERYTHING, limit: 9, before: null })).rows.map(({ key }) => key)).toEqual(['first'])
    await again.close()
  })
})
