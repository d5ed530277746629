import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createHostPacing } from '../../src/fetch/host-pacing.ts'
import { fetcherWith, requestFor, serve } from './servers.ts'

const pacingWith = (concurrency: number, gapMs: number) =>
  createHostPacing({ concurrency, gapMs, elapsed: () => performance.now() })
const never = new AbortController().signal
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('few connections per host', () => {
  test('no more than allowed are in flight at once, and all are served', async () => {
    const present: ServerResponse[] = []
    let most = 0
    // Two are answered once both are there, and a third has had time to come.
    const server = await serve((_, response) => {
      present.push(response)
      most = Math.max(most, present.length)
      if (present.length === 2) setTimeout(() => present.splice(0).forEach((one) => one.end('x')), 20)
    })
    const fetcher = fetcherWith({ perHost: { concurrency: 2, gapMs: 0 } })
    const paths = Array.from({ length: 12 }, (_, index) => index)
    const outcomes = await Promise.all(paths.map((path) => fetcher.fetch(requestFor(`${server.url}/${path}`))))
    expect(outcomes.every(({ kind }) => kind === 'fetched')).toBe(true)
    expect(most).toBe(2)
  })
  test('a name with a dot at its end is the same host', async () => {
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
    const fetcher = fetcherWith({
      perHost: { concurrency: 1, gapMs: 0 },
      lookup: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const port = String(server.port)
    const names = ['feeds.example', 'feeds.example.', 'FEEDS.example', 'feeds.example.']
    const outcomes = await Promise.all(names.map((name) => fetcher.fetch(requestFor(`http://${name}:${port}/`))))
    expect(outcomes.map(({ kind }) => kind)).toEqual(names.map(() => 'fetched'))
    expect(most).toBe(1)
  })
  test('a host that hangs delays no other', async () => {
    const hanging = await serve(() => {})
    const quick = await serve((_, response) => response.end('x'))
    const fetcher = fetcherWith({ perHost: { concurrency: 1, gapMs: 0 } })
    const stop = new AbortController()
    const stuck = Promise.allSettled([1, 2, 3].map((path) => fetcher.fetch(requestFor(`${hanging.url}/${path}`), stop.signal)))
    expect(await fetcher.fetch(requestFor(quick.url))).toMatchObject({ kind: 'fetched' })
    stop.abort()
    await stuck
  })
  test('between two requests there is a gap, also between the hops of a redirect', async () => {
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

describe('permits', () => {
  test('come in order; a cancelled request is passed over', async () => {
    const pacing = pacingWith(1, 0)
    const order: string[] = []
    const first = await pacing.acquire('a', never)
    const impatient = new AbortController()
    const left = pacing.acquire('a', impatient.signal).catch(() => order.push('left'))
    const second = pacing.acquire('a', never).then((permit) => {
      order.push('second')
      return permit
    })
    await settled()
    expect(order).toEqual([])
    impatient.abort()
    first.release()
    await left
    await second
    expect(order).toEqual(['left', 'second'])
  })
  test('a request that was cancelled before does not wait at all', async () => {
    const pacing = pacingWith(1, 0)
    await expect(pacing.acquire('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    await pacing.acquire('a', never)
  })
})
