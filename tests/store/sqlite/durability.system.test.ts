import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { topicId } from '../../../src/model/ids.ts'
import { backupSqlite, restoreSqlite } from '../../../src/store/operations/database-copy.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { type Store, StoreError } from '../../../src/store/ports/store.ts'
import {
  article,
  DAY,
  EVERYTHING,
  HOUR,
  idOf,
  keysOf,
  NOON,
  poll,
  prune,
  publish,
  source,
  sourceState,
  words,
} from '../samples.ts'
import { batches, settleBatch } from './durable-batches.ts'

const LIMITED = join(import.meta.dirname, 'limited-process.ts')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polywire-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const startWriter = (...args: string[]) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer-process.ts'), folder, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { child, lines: createInterface({ input: child.stdout }) }
}
const kill = async ({ child }: ReturnType<typeof startWriter>): Promise<void> => {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** All that readers see, and the totals. */
const everything = async (store: Store) => ({
  articles: (await store.articles({ filter: EVERYTHING, limit: 10_000, before: null })).rows,
  stories: (await store.stories({ filter: EVERYTHING, limit: 10_000, before: null })).rows,
  topics: await store.tagCounts('topic', 0),
  revised: await keysOf(store, words('revised'), 1_000),
  counts: await store.counts(),
})
const undisturbed = async () => {
  const store = await openSqlite({ folder: ':memory:' })
  for (const batch of batches) await settleBatch(store, batch)
  const state = await everything(store)
  await store.close()
  return state
}

test('since when an edition stands outlives the process, and a clock that is set back does not make it older', async () => {
  let now = NOON
  const open = async (): Promise<Store> => await openSqlite({ folder, now: () => now })
  const first = await open()
  expect((await first.edition()).at).toBe(0)
  await first.syncSources([source('a')], NOON)
  await publish(first, 'a', [article('one')])
  now += HOUR
  expect((await first.edition()).at).toBe(NOON)
  await first.close()
  const second = await open()
  expect([(await second.edition()).number, (await second.edition()).at]).toEqual([1, NOON])
  await publish(second, 'a', [article('two')])
  expect((await second.edition()).at).toBe(NOON + HOUR)
  now -= 2 * HOUR
  await publish(second, 'a', [article('three')])
  expect([(await second.edition()).number, (await second.edition()).at]).toEqual([3, NOON + HOUR])
  await second.close()
})

describe('a killed process', () => {
  test.each([1, 9, 23])('at batch %i has lost nothing that it had settled; done again, the end is the same', async (killAt) => {
    const writer = startWriter()
    let settled = -1
    for await (const line of writer.lines) {
      if (line === 'open') continue
      settled = Number(line)
      if (settled === killAt) break
    }
    await kill(writer)

    const store = await openSqlite({ folder })
    const held = await store.counts()
    expect(held.articles).toBeGreaterThanOrEqual((settled + 1) * 8)
    expect((await keysOf(store, EVERYTHING, 10_000)).length).toBe(held.articles)
    // The last whole batch is done again, as after a poll whose end nobody saw, and then the rest.
    for (const batch of batches.slice(settled)) await settleBatch(store, batch)
    const { counts, ...end } = await everything(store)
    await store.close()
    const { counts: expected, ...rest } = await undisturbed()
    expect(end).toEqual(rest)
    // The process may have gone on after what it said last, and what is done again after what came later is another edition.
    expect({ ...counts, edition: 0 }).toEqual({ ...expected, edition: 0 })
  })

  test('leaves no lock and no lease behind', async () => {
    const writer = startWriter('hold')
    await once(writer.lines, 'line')
    await expect(openSqlite({ folder })).rejects.toThrow(new RegExp(`${folder}.*pid ${writer.child.pid}`))
    await kill(writer)
    const first = await openSqlite({ folder })
    await first.syncSources([source('agency')], NOON)
    expect(await first.claimDue(NOON, { limit: 1, perHost: 9, leaseMs: HOUR })).toHaveLength(1)
    await first.close()
    const second = await openSqlite({ folder })
    expect(await second.claimDue(NOON, { limit: 1, perHost: 9, leaseMs: HOUR })).toHaveLength(1)
    await second.close()
  })

  test('twice while it read one source has it quarantined for a day', async () => {
    let now = NOON
    const claims: string[][] = []
    const kinds: unknown[] = []
    for (let start = 0; start < 4; start += 1) {
      if (start === 3) now += DAY
      const store = await openSqlite({ folder, now: () => now })
      await store.syncSources([source('agency'), source('paper')], NOON)
      claims.push((await store.claimDue(now, { limit: 9, perHost: 9, leaseMs: HOUR })).map(({ id }) => id))
      if (start === 1) await store.recordPoll(idOf('paper'), poll('paper', { nextDue: NOON + 9 * DAY }))
      kinds.push((await sourceState(store, idOf('agency')))?.failure?.kind)
      await store.close()
    }
    expect(claims).toEqual([['agency', 'paper'], ['agency'], [], ['agency', 'paper']])
    expect(kinds).toEqual([undefined, undefined, 'quarantined', 'quarantined'])
  })
})

describe('one folder', () => {
  test('is held by one writer, and read by others meanwhile', async () => {
    const store = await openSqlite({ folder })
    await store.syncSources([source('agency')], NOON)
    await publish(store, 'agency', [article('one', { topics: ['t'] })])
    await expect(openSqlite({ folder })).rejects.toThrow(StoreError)
    const reader = await openSqlite({ folder, readOnly: true })
    expect(await keysOf(reader, EVERYTHING)).toEqual(['one'])
    expect(await keysOf(reader, { kind: 'topic', anyOf: [topicId('t')] })).toEqual(['one'])
    expect((await reader.findArticle('https://news.example/one'))?.key).toBe('one')
    expect(await reader.health()).toMatchObject({ writable: false })
    await expect(reader.setNote('a', 'b')).rejects.toThrow('reading only')
    await backupSqlite(folder, join(folder, 'copy.sqlite'))
    await reader.close()
    expect(await publish(store, 'agency', [article('two')])).toMatchObject({ added: 1 })
    await store.close()
    const again = await openSqlite({ folder })
    expect((await again.counts()).articles).toBe(2)
    await again.close()
  })

  test('without a database is told apart from an empty one by readers', async () => {
    await expect(openSqlite({ folder, readOnly: true })).rejects.toThrow(/no database .*Start the service/)
  })
})

describe('a database that can not be used is left untouched', () => {
  const file = () => join(folder, 'polywire.sqlite')
  const refusal = async () => {
    const before = readFileSync(file())
    const error = await openSqlite({ folder }).then(
      () => null,
      (reason: unknown) => reason,
    )
    return { message: error instanceof StoreError ? error.message : error, untouched: readFileSync(file()).equals(before) }
  }
  const fill = async (): Promise<void> => {
    const store = await openSqlite({ folder })
    for (const batch of batches) await settleBatch(store, batch)
    await store.close()
  }

  test('no database at all', async () => {
    writeFileSync(file(), 'This is a letter, not a database. '.repeat(100))
    expect(await refusal()).toEqual({ message: expect.stringMatching(/damaged.*left untouched.*restore/), untouched: true })
  })
  test('damaged in the middle', async () => {
    await fill()
    const descriptor = openSync(file(), 'r+')
    writeSync(descriptor, Buffer.alloc(40_000, 0xa5), 0, 40_000, 3 * 4096)
    closeSync(descriptor)
    expect(await refusal()).toEqual({ message: expect.stringMatching(/damaged/), untouched: true })
  })
  test('cut off', async () => {
    await fill()
    writeFileSync(file(), readFileSync(file()).subarray(0, 9 * 4096 + 17))
    expect(await refusal()).toEqual({ message: expect.stringMatching(/damaged/), untouched: true })
  })
  test("somebody else's", async () => {
    const other = new Database(file())
    other.exec('CREATE TABLE theirs (a)')
    other.close()
    expect(await refusal()).toEqual({ message: expect.stringMatching(/not a Polywire database/), untouched: true })
  })
  test('from a newer version', async () => {
    await fill()
    const newer = new Database(file())
    newer.pragma('user_version = 99')
    newer.close()
    expect(await refusal()).toEqual({ message: expect.stringMatching(/newer Polywire \(schema 99/), untouched: true })
  })
})

/** Has begun a copy, and goes on until it is killed. */
const KILLED_BACKUP = `
  import { makePartFolder } from '${new URL('../../../src/store/operations/part-folders.ts', import.meta.url).href}'
  globalThis.part = makePartFolder(process.argv[1])
  process.stdout.write('begun')
  setInterval(() => {}, 1_000)`

describe('a backup', () => {
  test('made while others write is consistent, and restores to the same', async () => {
    const store = await openSqlite({ folder: join(folder, 'a') })
    for (const batch of batches.slice(0, 30)) await settleBatch(store, batch)
    const backup = join(folder, 'backup.sqlite')
    const under = backupSqlite(join(folder, 'a'), backup)
    for (const batch of batches.slice(30)) await settleBatch(store, batch)
    await under
    await store.close()

    await restoreSqlite(backup, join(folder, 'b'))
    const restored = await openSqlite({ folder: join(folder, 'b') })
    const held = (await restored.counts()).articles
    expect(held).toBeGreaterThanOrEqual(30 * 8)
    for (const batch of batches.slice(Math.floor(held / 8) - 1)) await settleBatch(restored, batch)
    const { counts: _, ...end } = await everything(restored)
    const { counts: __, ...rest } = await undisturbed()
    expect(end).toEqual(rest)
    await restored.close()
  })

  test('comes to its end however fast others write', async ({ signal }) => {
    const store = await openSqlite({ folder })
    await store.syncSources([source('agency')], NOON)
    const text = 'A long report. '.repeat(600)
    for (let index = 0; index < 100; index += 1) await publish(store, 'agency', [article(`n${index}`, { text })])
    const under = backupSqlite(folder, join(folder, 'copy.sqlite')).then(() => 'whole')
    let written = 0
    // A copy that began anew with each write would go on until the test is given up.
    while (!signal.aborted && (await Promise.race([under, setImmediate('under way')])) === 'under way')
      await store.setNote('written', String(++written))
    expect(await under).toBe('whole')
    await store.close()
  })

  test('leaves no log behind as large as what was written meanwhile', async () => {
    const store = await openSqlite({ folder })
    const reader = new Database(join(folder, 'polywire.sqlite'), { readonly: true })
    const write = async (letter: string): Promise<void> => await store.setNote('large', letter.repeat(1_000_000))
    const logSize = (): number => statSync(join(folder, 'polywire.sqlite-wal')).size
    reader.exec('BEGIN; SELECT 1 FROM sqlite_schema')
    for (let written = 0; written < 20; written += 1) for (const letter of 'ab') await write(letter)
    expect(logSize()).toBeGreaterThan(35_000_000)
    reader.close()
    for (const letter of 'abc') await write(letter)
    expect(logSize()).toBeLessThan(34_000_000)
    await store.close()
  })

  test('is not written over the database itself, its log or its lock, nor is that restored', async () => {
    const store = await openSqlite({ folder })
    await store.syncSources([source('agency')], NOON)
    await publish(store, 'agency', [article('kept')])
    for (const name of ['polywire.sqlite', 'polywire.sqlite-wal', 'polywire.lock']) {
      await expect(backupSqlite(folder, join(folder, name))).rejects.toThrow('belongs to the running database')
      await expect(backupSqlite(folder, join(folder, '../', basename(folder), name))).rejects.toThrow(StoreError)
    }
    await backupSqlite(folder, join(folder, 'copy.sqlite'))
    await store.close()
    await expect(restoreSqlite(join(folder, 'polywire.sqlite'), folder)).rejects.toThrow('is the database itself')
    await restoreSqlite(join(folder, 'copy.sqlite'), folder)
  })

  test('that is killed leaves nothing once the next one to that file is made, or the service starts', async () => {
    const store = await openSqlite({ folder })
    await store.close()
    const backups = join(folder, 'backups')
    mkdirSync(backups)
    for (const [place, next] of [
      [backups, async () => await backupSqlite(folder, join(backups, 'copy'))],
      [folder, async () => await (await openSqlite({ folder })).close()],
    ] as const) {
      const partOf = (): readonly string[] => readdirSync(place).filter((name) => name.startsWith('copy.part'))
      const killed = spawn(process.execPath, ['--input-type=module', '-e', KILLED_BACKUP, join(place, 'copy')])
      await once(killed.stdout, 'data')
      expect(partOf()).toHaveLength(1)
      await next()
      expect(partOf()).toHaveLength(1)
      killed.kill('SIGKILL')
      await once(killed, 'close')
      writeFileSync(join(folder, 'polywire.sqlite.part'), 'the half of a restored one')
      expect(partOf()).toHaveLength(1)
      await next()
      expect(partOf()).toEqual([])
    }
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('is whole where several are made to one file at once, and what a killed one left is gone after a day', async () => {
    const store = await openSqlite({ folder: join(folder, 'a') })
    for (const batch of batches.slice(0, 5)) await settleBatch(store, batch)
    await store.close()
    const [backups, yesterday] = [join(folder, 'backups'), new Date(Date.now() - 25 * HOUR)]
    for (const name of ['kept.part-killed', 'other.part-killed', 'kept.part-under-way']) {
      mkdirSync(join(backups, name), { recursive: true })
      writeFileSync(join(backups, name, 'kept'), 'the half of it')
      if (name.endsWith('killed')) utimesSync(join(backups, name), yesterday, yesterday)
    }
    await Promise.all([1, 2, 3].map(async () => await backupSqlite(join(folder, 'a'), join(backups, 'kept'))))
    expect(readdirSync(backups).toSorted()).toEqual(['kept', 'kept.part-under-way', 'other.part-killed'])
    await restoreSqlite(join(backups, 'kept'), join(folder, 'b'))
    const restored = await openSqlite({ folder: join(folder, 'b') })
    expect((await restored.counts()).articles).toBe(5 * 8)
    await restored.close()
  })

  test('takes the place of a file and of nothing else', async () => {
    await (await openSqlite({ folder })).close()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(backupSqlite(folder, pipe)).rejects.toThrow('is no file that a backup could replace')
    await expect(backupSqlite(folder, folder)).rejects.toThrow('is a folder')
    expect(statSync(pipe).isFIFO()).toBe(true)
  })

  test('that is a copy of a data folder in use brings what is only in its log', async () => {
    const store = await openSqlite({ folder: join(folder, 'a') })
    await store.syncSources([source('agency')], NOON)
    await publish(store, 'agency', [article('kept')])
    cpSync(join(folder, 'a'), join(folder, 'copied'), { recursive: true })
    await store.close()
    await restoreSqlite(join(folder, 'copied', 'polywire.sqlite'), join(folder, 'b'))
    const restored = await openSqlite({ folder: join(folder, 'b') })
    expect(await keysOf(restored, EVERYTHING)).toEqual(['kept'])
    await restored.close()
  })

  test('replaces what the folder held, but not under a running service, and only by a whole database of ours', async () => {
    const backup = join(folder, 'backup.sqlite')
    const store = await openSqlite({ folder })
    await store.syncSources([source('agency')], NOON)
    await publish(store, 'agency', [article('kept')])
    await backupSqlite(folder, backup)
    await backupSqlite(folder, backup)
    await publish(store, 'agency', [article('later')])
    await expect(restoreSqlite(backup, folder)).rejects.toThrow('in use')
    await store.close()

    writeFileSync(join(folder, 'letter'), 'Dear Madam')
    await expect(restoreSqlite(join(folder, 'letter'), folder)).rejects.toThrow(StoreError)
    await expect(restoreSqlite(join(folder, 'nothing'), folder)).rejects.toThrow('there is no backup')
    await restoreSqlite(backup, folder)
    const restored = await openSqlite({ folder })
    expect(await keysOf(restored, EVERYTHING)).toEqual(['kept'])
    await restored.close()
  })
})

test('a restore that is killed before the backup has its name leaves the database that was there, with what stood in its log', async () => {
  const [origin, target, backup] = ['origin', 'target', 'backup.sqlite'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const store = await openSqlite({ folder: origin })
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('kept')])
  await backupSqlite(origin, backup)
  await publish(store, 'agency', [article('in the log')])
  cpSync(origin, target, { recursive: true })
  await store.close()
  const killed = spawnSync(process.execPath, [join(import.meta.dirname, 'restoring-process.ts'), backup, target])
  expect(killed.signal).toBe('SIGKILL')
  const left = await openSqlite({ folder: target })
  expect(await keysOf(left, EVERYTHING)).toEqual(['in the log', 'kept'])
  await left.close()
})

describe('on a full disk', () => {
  test('reading goes on, writing is refused with the reason, and comes back by itself when there is room', async () => {
    const store = await openSqlite({ folder, maxBytes: 3_000_000 })
    await store.syncSources([source('agency')], NOON)
    const text = 'A long report. '.repeat(600)
    let stored = 0
    const fill = async (): Promise<void> => {
      for (; stored < 2_000; stored += 1) await publish(store, 'agency', [article(`n${stored}`, { text })])
    }
    await expect(fill()).rejects.toThrow(/nothing can be written: disk-full/)
    expect(stored).toBeGreaterThan(50)
    expect(await store.health()).toMatchObject({ writable: false, reason: expect.stringContaining('disk-full') })
    expect((await keysOf(store, EVERYTHING, 5_000)).length).toBe(stored)
    expect((await store.counts()).articles).toBe(stored)
    expect(await store.claimDue(NOON + 9 * HOUR, { limit: 9, perHost: 9, leaseMs: HOUR })).toEqual([])
    await expect(store.recordPoll(idOf('agency'), poll('agency'))).rejects.toThrow(StoreError)

    expect(await prune(store, NOON + 1, NOON + 1)).toBe(stored)
    expect(await store.health()).toEqual({
      readable: true,
      writable: true,
      reason: null,
      damage: null,
      schemaVersion: expect.any(Number),
    })
    expect(await publish(store, 'agency', [article('again')])).toMatchObject({ added: 1 })
    await store.close()
  })

  // Of Linux: a limit that can be lifted from outside.
  test.skipIf(process.platform !== 'linux')(
    'so it is where a quota is reached, of which SQLite says no more than that writing failed',
    async () => {
      const child = spawn('sh', ['-c', `ulimit -S -f 10000; exec "$0" "$@"`, process.execPath, LIMITED, folder])
      const lines = createInterface({ input: child.stdout })
      child.stderr.pipe(process.stderr)
      const [met] = (await once(lines, 'line')) as [string]
      const { stored, ...rest } = JSON.parse(met) as { readonly stored: number }
      expect(stored).toBeGreaterThan(10)
      expect(rest).toEqual({
        error: {
          name: 'StoreError',
          message: expect.stringMatching(/nothing can be written: disk-failing: disk I\/O error \(SQLITE_IOERR/),
        },
        readable: stored,
      })
      const lifted = spawn('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
      await once(lifted, 'exit')
      child.stdin.end('go on\n')
      const [after] = (await once(lines, 'line')) as [string]
      expect(JSON.parse(after)).toEqual({ writable: true, added: 1 })
    },
  )

  test('a lock that another program holds is no fault of ours', async () => {
    const store = await openSqlite({ folder })
    const other = new Database(join(folder, 'polywire.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    await expect(store.setNote('a', 'b')).rejects.toThrow(
      new StoreError('nothing can be written: another program holds the lock of the database.'),
    )
    other.exec('ROLLBACK')
    other.close()
    await store.setNote('a', 'b')
    await store.close()
  })
})
