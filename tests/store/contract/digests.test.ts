import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Delivery } from '../../../src/model/alert.ts'
import { digestKey, type DigestIssue, type DigestItem, type IssuePublication } from '../../../src/model/digest.ts'
import { articleId, storyId } from '../../../src/model/ids.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { DAY, HOUR, NOON } from '../samples.ts'
import { engines } from './engines.ts'

const issue = (due: number, over: Partial<DigestIssue> = {}): DigestIssue => ({
  digest: 'morning',
  due,
  since: due - DAY,
  madeAt: due + 1,
  found: 0,
  items: [],
  ...over,
})
const item = (name: string): DigestItem => ({
  story: storyId(`s${name.repeat(20)}`),
  headline: `Report ${name}`,
  language: 'en',
  summary: '',
  link: `https://www.${name}.example/report`,
  report: articleId(`a${name.repeat(20)}`),
  source: 'The desk',
  publishedAt: NOON,
  reports: 1,
  copies: 0,
  sources: 1,
  languages: [{ language: 'en', reports: 1 }],
  topic: null,
  isUpdate: false,
})
const mail = (id: string, recipient: string): Delivery => ({
  id,
  alert: digestKey('morning'),
  story: null,
  kind: 'mail',
  recipient,
  host: 'mail',
  notice: { digest: 'morning', due: NOON, headline: 'Morning: 15 June' },
  createdAt: NOON,
  due: NOON,
})
const publication = (due: number, over: Partial<IssuePublication> = {}): IssuePublication => ({
  issue: issue(due),
  isSkipped: false,
  about: [],
  readers: [],
  deliveries: [],
  ...over,
})
const READERS = [
  { recipient: 'ann@desk.example', token: 'key-of-ann' },
  { recipient: 'ben@desk.example', token: 'key-of-ben' },
]

describe.each(engines)('issues of digests, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => await store.close())
  const publish = async (due: number, over: Partial<IssuePublication> = {}) =>
    await store.digests.publishIssue(publication(due, over))
  const waiting = async () => (await store.deliveries.dueDeliveries(NOON, 99, [])).map(({ id }) => id)

  test('what is taken down is in no issue any more, and comes back when that is undone', async () => {
    const items = ['a', 'b'].map((name) => item(name))
    await publish(NOON, { issue: issue(NOON, { items }) })
    await store.takedowns.block(['host:b.example'])
    const told = async () => (await store.digests.issue('morning', NOON))?.items.map(({ headline }) => headline)
    expect(await told()).toEqual(['Report a'])
    expect((await store.digests.issues({ digest: 'morning', limit: 9 })).map((one) => one.items.length)).toEqual([1])
    await store.takedowns.block([`article:${items[0]?.report ?? ''}`])
    expect(await told()).toEqual(['Report b'])
    await store.takedowns.block([])
    expect(await told()).toEqual(['Report a', 'Report b'])
  })

  test('an issue is kept once, with its messages; who comes second keeps nothing', async () => {
    expect(await publish(NOON, { deliveries: [mail('m1', 'ann@desk.example')], about: [storyId('s1')] })).toBe(true)
    const again = { issue: issue(NOON, { found: 9 }), deliveries: [mail('m2', 'ann@desk.example')], about: [storyId('s2')] }
    expect(await publish(NOON, again)).toBe(false)
    expect(await store.digests.issue('morning', NOON)).toEqual(issue(NOON))
    expect(await waiting()).toEqual(['m1'])
    expect(await store.digests.lastIncluded('morning', ['s2'])).toBeNull()
    expect((await store.deliveries.dueDeliveries(NOON, 9, []))[0]).toMatchObject(mail('m1', 'ann@desk.example'))
  })

  test('of two that publish one issue at once, one does', async () => {
    const both = await Promise.all([
      publish(NOON, { deliveries: [mail('m1', 'a')] }),
      publish(NOON, { deliveries: [mail('m2', 'a')] }),
    ])
    expect(both.filter((made) => made)).toEqual([true])
    expect(await waiting()).toHaveLength(1)
  })

  test('issues come newest first, of one digest, without those that were skipped', async () => {
    for (const day of [0, 1, 2]) await publish(NOON + day * DAY)
    await publish(NOON + 3 * DAY, { isSkipped: true })
    await publish(NOON, { issue: issue(NOON, { digest: 'other' }) })
    const dues = async (limit: number, before?: number) =>
      (await store.digests.issues({ digest: 'morning', limit, ...(before === undefined ? {} : { before }) })).map(
        ({ due }) => due,
      )
    expect(await dues(9)).toEqual([NOON + 2 * DAY, NOON + DAY, NOON])
    expect(await dues(1)).toEqual([NOON + 2 * DAY])
    expect(await dues(9, NOON + 2 * DAY)).toEqual([NOON + DAY, NOON])
    expect(await store.digests.issue('morning', NOON + 3 * DAY)).toBeNull()
    expect(await store.digests.latestDue('morning', NOON + 3 * DAY)).toBe(NOON + 3 * DAY)
    expect(await store.digests.latestDue('morning', NOON + 3 * DAY - 1)).toBe(NOON + 2 * DAY)
    expect(await store.digests.latestDue('nothing', NOON)).toBeNull()
  })

  test('a story is known by its id and by those of its articles, as of the latest issue that told of it', async () => {
    await publish(NOON + DAY, { about: [storyId('s1'), articleId('a1'), articleId('a1')] })
    await publish(NOON, { about: [articleId('a1'), articleId('a2')] })
    const told = async (...about: string[]) => await store.digests.lastIncluded('morning', about)
    expect([await told('s1'), await told('a2'), await told('x', 'a1')]).toEqual([NOON + DAY, NOON, NOON + DAY])
    expect([await told('x'), await told(), await store.digests.lastIncluded('other', ['s1'])]).toEqual([null, null, null])
  })

  test('a reader keeps the first key, ends, and is forgotten when left out', async () => {
    await publish(NOON, { readers: READERS })
    await publish(NOON + HOUR, { readers: READERS.map(({ recipient }) => ({ recipient, token: `new-${recipient}` })) })
    expect((await store.digests.readers('morning')).map(({ token }) => token)).toEqual(['key-of-ann', 'key-of-ben'])
    await store.digests.endReader('key-of-ann', NOON + 5)
    await store.digests.endReader('key-of-ann', NOON + 9)
    await store.digests.endReader('nobody', NOON)
    expect(await store.digests.readerWith('key-of-ann')).toEqual({
      digest: 'morning',
      recipient: 'ann@desk.example',
      token: 'key-of-ann',
      endedAt: NOON + 5,
    })
    expect(await store.digests.readerWith('nobody')).toBeNull()
    await publish(NOON + 2 * HOUR, { readers: READERS.slice(1) })
    expect((await store.digests.readers('morning')).map(({ recipient }) => recipient)).toEqual(['ben@desk.example'])
  })

  test('what waits for a reader who wants no more is not sent; what is being sent stays', async () => {
    const deliveries = [mail('a1', 'ann@desk.example'), mail('a2', 'ann@desk.example'), mail('b1', 'ben@desk.example')]
    await publish(NOON, { readers: READERS, deliveries })
    await store.deliveries.beginDelivery('a2', NOON)
    await store.digests.endReader('key-of-ann', NOON)
    expect(await waiting()).toEqual(['b1'])
    expect((await store.deliveries.interruptedDeliveries()).map(({ id }) => id)).toEqual(['a2'])
  })

  test('the addresses of readers go with the last issue of a digest that there is no more', async () => {
    await publish(NOON, { readers: READERS })
    await store.digests.deleteOldIssues(NOON, [])
    expect(await store.digests.readers('morning')).toHaveLength(2)
    await store.digests.deleteOldIssues(NOON + 1, [])
    expect(await store.digests.readers('morning')).toEqual([])
  })

  test('who has ended a digest stays out, though its last issue is older than articles are kept', async () => {
    await publish(NOON, { readers: READERS })
    await store.digests.endReader('key-of-ann', NOON)
    await store.digests.deleteOldIssues(NOON + DAY, ['morning'])
    expect(await store.digests.latestDue('morning', NOON + DAY)).toBeNull()
    expect(await store.digests.readerWith('key-of-ann')).toMatchObject({ endedAt: NOON })
    expect(await store.digests.readerWith('key-of-ben')).toMatchObject({ endedAt: null })
    await store.digests.deleteOldIssues(NOON + DAY, ['another'])
    expect(await store.digests.readers('morning')).toEqual([])
  })

  test('issues older than articles are kept go, with what they told', async () => {
    await publish(NOON, { about: [storyId('s1')] })
    await publish(NOON + DAY, { about: [storyId('s2')] })
    await store.digests.deleteOldIssues(NOON + HOUR, ['morning'])
    expect((await store.digests.issues({ digest: 'morning', limit: 9 })).map(({ due }) => due)).toEqual([NOON + DAY])
    expect([await store.digests.lastIncluded('morning', ['s1']), await store.digests.lastIncluded('morning', ['s2'])]).toEqual([
      null,
      NOON + DAY,
    ])
  })
})
