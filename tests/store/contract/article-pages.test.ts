import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wantedNames } from '../../../src/store/log/takedowns.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, group, idOf, NOON, prune, publish, source, storedAs } from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('pages of articles, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency')], NOON)
  })
  afterEach(async () => await store.close())
  const address = 'https://news.example/one'

  test('a page is found by its address, with its text or the reason why it was given up; read again, the last counts', async () => {
    const long = `https://news.example/${'x'.repeat(4_000)}`
    await store.pages.notePages([
      { address, readAt: NOON, kind: 'read', text: 'The report.' },
      { address: long, readAt: NOON, kind: 'given-up', reason: 'login', detail: '403' },
    ])
    expect(await store.pages.pagesAt([address, long, 'https://news.example/none'])).toEqual(
      new Map([
        [address, { address, readAt: NOON, kind: 'read', text: 'The report.' }],
        [long, { address: long, readAt: NOON, kind: 'given-up', reason: 'login', detail: '403' }],
      ]),
    )
    await store.pages.notePages([{ address, readAt: NOON + 1, kind: 'given-up', reason: 'refused', detail: '404' }])
    expect((await store.pages.pagesAt([address])).get(address)).toMatchObject({ kind: 'given-up', readAt: NOON + 1 })
  })

  test('the grouper compares with it; nothing that readers get has it, and it goes with its article', async () => {
    await store.pages.notePages([{ address, readAt: NOON, kind: 'read', text: 'What stands on the page.' }])
    await publish(store, 'agency', [article('one'), article('two')])
    const { id } = await storedAs(store, 'one')
    const logged = await store.logged({ after: 0, limit: 9 })
    expect(logged.map(({ pageText }) => pageText ?? null)).toEqual(['What stands on the page.', null])
    expect(await store.pages.pageTexts([id, (await storedAs(store, 'two')).id])).toEqual(
      new Map([[id, 'What stands on the page.']]),
    )
    expect(JSON.stringify([await store.findArticle(id), await store.decision(id)])).not.toContain('on the page')
    await prune(store, NOON + 1, NOON + 1)
    expect(await store.pages.pagesAt([address])).toEqual(new Map())
  })

  test('it goes with an article that is taken down', async () => {
    await store.pages.notePages([{ address, readAt: NOON, kind: 'read', text: 'What stands on the page.' }])
    await publish(store, 'agency', [article('one')])
    const names = await store.takedowns.block([`source:${idOf('agency')}`])
    await store.takedowns.takeDown((await store.takedowns.blockedArticles(wantedNames(names), 0)).articles, NOON)
    await group(store)
    expect(await store.pages.pagesAt([address])).toEqual(new Map())
  })
})
