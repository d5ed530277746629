import { describe, expect, test } from 'vitest'
import { createHostTurns } from '../../src/fetch/host-turns.ts'
import { fetcherWith, requestFor, serve } from './servers.ts'

const never = new AbortController().signal
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('few connections per host', () => {
  test('no more than allowed are there at once, and all get their turn', async () => {
    let present = 0
    let most = 0
    const server = await serve((_, response) => {
      present += 1
      most = Math.max(most, present)
      setTimeout(() => {
        present -= 1
        response.end('x')
      }, 20)
    })
    const fetcher = fetcherWith({ perHost: { concurrency: 2, gapMs: 0 } })
    const paths = Array.from({ length: 12 }, (_, index) => index)
    const outcomes = await Promise.all(paths.map((path) => fetcher.fetch(requestFor(`${server.url}/${path}`))))
    expect(outcomes.every(({ kind }) => kind === 'fetched')).toBe(true)
    expect(most).toBe(2)
  })
  test('one host that hangs keeps no other waiting', async () => {
    const hanging = await serve(() => {})
    const quick = await serve((_, response) => response.end('x'))
    const fetcher = fetcherWith({ perHost: { concurrency: 1, gapMs: 0 } })
    const stop = new AbortController()
    const stuck = Promise.allSettled([1, 2, 3].map((path) => fetcher.fetch(requestFor(`${hanging.url}/${path}`), stop.signal)))
    expect(await fetcher.fetch(requestFor(quick.url))).toMatchObject({ kind: 'fetched' })
    stop.abort()
    await stuck
  })
  test('between two requests there is a pause, also on the way of a redirect', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end()
      else response.end('x')
    })
    const fetcher = fetcherWith({ perHost: { concurrency: 4, gapMs: 120 } })
    const start = performance.now()
    await Promise.all(['/a', '/c'].map((path) => fetcher.fetch(requestFor(server.url + path))))
    expect(server.requests).toHaveLength(3)
    expect(performance.now() - start).toBeGreaterThanOrEqual(240)
  })
})

describe('turns', () => {
  test('come in order; who gives up waiting is passed over', async () => {
    const turns = createHostTurns({ concurrency: 1, gapMs: 0 }, () => {})
    const order: string[] = []
    const first = await turns.take('a', never)
    expect(first.crowded).toBe(false)
    const impatient = new AbortController()
    const left = turns.take('a', impatient.signal).catch(() => order.push('left'))
    const second = turns.take('a', never).then((turn) => {
      order.push('second')
      return turn
    })
    await settled()
    expect(order).toEqual([])
    expect(first.crowded).toBe(true)
    impatient.abort()
    first.end()
    await left
    expect((await second).crowded).toBe(false)
    expect(order).toEqual(['left', 'second'])
  })
  test('a turn among others is crowded', async () => {
    const turns = createHostTurns({ concurrency: 2, gapMs: 0 }, () => {})
    await turns.take('a', never)
    expect((await turns.take('a', never)).crowded).toBe(true)
    expect((await turns.take('b', never)).crowded).toBe(false)
  })
  test('who has given up before does not wait at all', async () => {
    const turns = createHostTurns({ concurrency: 1, gapMs: 0 }, () => {})
    await expect(turns.take('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect((await turns.take('a', never)).crowded).toBe(false)
  })
  test('a host is left when nobody is there, nobody waits, and its pause is over', async () => {
    const left: string[] = []
    const turns = createHostTurns({ concurrency: 1, gapMs: 30 }, (host) => left.push(host))
    const first = await turns.take('a', never)
    const second = turns.take('a', never)
    first.end()
    ;(await second).end()
    expect(left).toEqual([])
    await expect.poll(() => left).toEqual(['a'])
  })
})
