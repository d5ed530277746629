import type { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createEnricher, type Enricher } from '../../src/enrich/enricher.ts'
import type { Reading } from '../../src/ingest/reading.ts'
import { describeFailure, type Mailbox, type Source } from '../../src/model/source.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { dovecotMissing, type MailServer, startDovecot } from '../fetch/dovecot.ts'
import { DAY, HOUR, NOON, source, sourceState } from '../store/samples.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'
import { readingHere } from './reading-here.ts'

let server: MailServer
let enricher: Enricher
let folders = 0
/** Each test has a folder of its own. */
let folder: string
beforeAll(async () => {
  if (dovecotMissing) {
    process.stderr.write('tests/ingest/mailbox: skipped, since dovecot is not installed\n')
    return
  }
  server = await startDovecot()
  enricher = await createEnricher({ taxonomy: null, fingerprint: null })
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  if (dovecotMissing) return
  folder = `Letters ${(folders += 1)} & más`
  await server.as(async (client) => await client.mailboxCreate(folder))
})

const newsletters = (mailbox: Partial<Mailbox> = {}): Source => {
  const { tlsPort: port, user, password } = server
  const whole = { host: '127.0.0.1', port, startTls: false, user, password, folder, ...mailbox }
  const url = `imaps://127.0.0.1:${whole.port}/${encodeURIComponent(whole.folder)}`
  return source('letters', { url, mailbox: whole, insecureTls: true, secrets: new Map([[password, '${MAIL}']]) })
}

const opened = async (one: Source = newsletters(), read: (reading: Reading) => Reading = (reading) => reading) => {
  const store = await openSqlite({ folder: ':memory:' })
  let now = NOON
  const fetcher = fetcherHere([`127.0.0.1:${server.tlsPort}`, `127.0.0.1:${server.plainPort}`], {
    now: () => now,
    maxBytes: 20_000,
  })
  const pipeline = pipelineHere({ fetcher, store, reading: read(readingHere(enricher)), now: () => now })
  await store.syncSources([one], NOON)
  onTestFinished(async () => {
    await fetcher.close()
    await store.close()
  })
  const poll = async () => {
    now += DAY
    const state = await store.claim(one.id, now, HOUR)
    if (state === null) throw new Error('the source is held')
    return await pipeline.poll(one, state)
  }
  return { poll, state: async () => await sourceState(store, one.id) }
}

const letter = (title: string, text = `${title}, and more about it.`): string =>
  [
    'From: The Letter <letter@press.example>',
    'To: Reader <reader@example.org>',
    `Subject: ${title}`,
    `Message-ID: <${title.replaceAll(' ', '-')}@press.example>`,
    'Date: Sun, 14 Jun 2026 10:00:00 +0200',
    '',
    text,
    '',
  ].join('\r\n')
const arrive = async (...titles: readonly string[]): Promise<void> =>
  await server.as(async (client) => {
    for (const title of titles) await client.append(folder, letter(title))
  })
const within = async <Result>(work: (client: ImapFlow) => Promise<Result>): Promise<Result> =>
  await server.as(async (client) => {
    await client.mailboxOpen(folder)
    return await work(client)
  })

describe.skipIf(dovecotMissing)('a mailbox', () => {
  test('each message is an item once, and none is marked as read', async () => {
    await arrive('Ferries return', 'Prices fall')
    const { poll, state } = await opened()
    expect(await poll()).toMatchObject({ outcome: 'read', items: 2, added: 2, failure: null })
    expect(await poll()).toMatchObject({ outcome: 'unchanged', added: 0 })
    await arrive('A mayor resigns')
    expect(await poll()).toMatchObject({ outcome: 'read', items: 1, added: 1 })
    expect(await state()).toMatchObject({ format: 'mailbox', failure: null })
    const flags = await within(async (client) => await client.fetchAll('1:*', { flags: true }))
    expect(flags.map(({ flags: set }) => set?.has('\\Seen'))).toEqual([false, false, false])
  })

  test('new messages count also after older ones were deleted', async () => {
    await arrive('One', 'Two', 'Three')
    const { poll } = await opened()
    await poll()
    await within(async (client) => await client.messageDelete('1:3'))
    expect(await poll()).toMatchObject({ outcome: 'unchanged' })
    await arrive('Four')
    expect(await poll()).toMatchObject({ outcome: 'read', items: 1, added: 1 })
  })

  test('a folder that was made anew is read again, without doubling what it holds', async () => {
    await arrive('One', 'Two')
    const { poll, state } = await opened()
    await poll()
    const before = (await state())?.etag
    await server.as(async (client) => {
      await client.mailboxDelete(folder)
      await client.mailboxCreate(folder)
    })
    await arrive('Two', 'Three')
    expect(await poll()).toMatchObject({ outcome: 'read', items: 2, added: 1, revised: 0 })
    expect((await state())?.etag).not.toBe(before)
    expect(await poll()).toMatchObject({ outcome: 'unchanged' })
  })

  test('a long backlog is read in parts, oldest first, and whole', async () => {
    const { poll } = await opened()
    expect(await poll()).toMatchObject({ outcome: 'unchanged', failure: null })
    await server.as(async (client) => {
      for (let at = 0; at < 130; at += 1) await client.append(folder, letter(`Report ${at}`))
    })
    const added = [await poll(), await poll(), await poll()].map((report) => report?.added ?? 0)
    expect(added[0]).toBeLessThanOrEqual(100)
    expect([(added[0] ?? 0) + (added[1] ?? 0), added[2]]).toEqual([130, 0])
  })

  test('messages beyond the bytes of one answer wait for the next poll; a huge one is read up to its limit', async () => {
    const { poll } = await opened()
    await poll()
    await server.as(async (client) => {
      await client.append(folder, letter('Huge', 'word '.repeat(1_200_000)))
      await client.append(folder, letter('Large', 'word '.repeat(3_000)))
      await client.append(folder, letter('Small'))
    })
    expect(await poll()).toMatchObject({ outcome: 'read', added: 1, failure: null })
    expect(await poll()).toMatchObject({ outcome: 'read', added: 2, failure: null })
  })

  test('a message whose reading is broken off does not keep back the others', async () => {
    await arrive('Before')
    const broken = (reading: Reading): Reading => ({
      ...reading,
      read: async (task, signal) =>
        Buffer.from(task.document.bytes).includes('Subject: Poison')
          ? { ok: false, failure: { kind: 'too-hard', detail: 'reading took over 10000 ms of the processor' }, crashed: true }
          : await reading.read(task, signal),
    })
    const { poll } = await opened(newsletters(), broken)
    await poll()
    await arrive('One', 'Poison', 'Two')
    const added: number[] = []
    for (let polls = 0; polls < 8; polls += 1) added.push((await poll())?.added ?? 0)
    expect(added.reduce((sum, one) => sum + one, 0)).toBe(2)
    expect(await poll()).toMatchObject({ outcome: 'unchanged', failure: null })
  })

  test('a connection that begins unencrypted is encrypted before the password is sent', async () => {
    await arrive('One')
    const { poll } = await opened(newsletters({ port: server.plainPort, startTls: true }))
    expect(await poll()).toMatchObject({ outcome: 'read', added: 1 })
  })

  test.each([
    ['another password', { password: 'wrong' }, /user name or password is wrong.*password made for programs/],
    ['another folder', { folder: 'Nowhere' }, /there is no folder "Nowhere"; there are .*INBOX/],
    ['a closed port', { port: 1 }, /refused/],
  ] as const)('%s is told', async (_what, change, words) => {
    const { poll } = await opened(newsletters(change))
    const report = await poll()
    expect(report).toMatchObject({ outcome: 'failed', added: 0 })
    expect(report?.failure === null || report === null ? '' : describeFailure(report.failure)).toMatch(words)
  })

  test('a certificate is checked, and private addresses are refused, as for other sources', async () => {
    const strict = await opened({ ...newsletters(), insecureTls: false })
    expect((await strict.poll())?.failure).toMatchObject({
      kind: 'unreachable',
      detail: expect.stringContaining('self-signed'),
    })
    const fetcher = fetcherHere([])
    const { url, mailbox } = newsletters()
    const request = { url, etag: null, lastModified: null, bodyHash: null, insecureTls: true, subscribers: null }
    const outcome = await fetcher.fetch({
      ...request,
      ...(mailbox === undefined ? {} : { mailbox: { ...mailbox, crashes: 0, okAt: null } }),
    })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden-address' } })
    await fetcher.close()
  })
})
