import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/ports/store.ts'
import { HOUR, idOf, NOON } from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('reservations, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => await store.close())

  test('what a site publishes is kept with the time at which it was read, the last reading alone', async () => {
    const { reservations } = store
    expect(await reservations.siteRights('https://a.example')).toBeNull()
    await reservations.noteSiteRights('https://a.example', { rights: '{"a":1}', readAt: NOON })
    await reservations.noteSiteRights('https://a.example', { rights: '{"a":2}', readAt: NOON + HOUR })
    expect(await reservations.siteRights('https://a.example')).toEqual({ rights: '{"a":2}', readAt: NOON + HOUR })
    expect(await reservations.siteRights('https://b.example')).toBeNull()
  })

  test('a source that reserves nothing differs from one that was never read', async () => {
    const signal = { from: 'robots.txt', says: 'Content-Usage: ai=n', reserves: ['ai'], terms: null } as const
    await store.reservations.noteSourceSignals(idOf('a'), [signal], NOON)
    await store.reservations.noteSourceSignals(idOf('b'), [], NOON)
    expect(await store.reservations.sourceSignals()).toEqual(
      new Map([
        [idOf('a'), [signal]],
        [idOf('b'), []],
      ]),
    )
    await store.reservations.noteSourceSignals(idOf('a'), [], NOON + HOUR)
    expect((await store.reservations.sourceSignals()).get(idOf('a'))).toEqual([])
  })
})
