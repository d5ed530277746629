import { describe, expect, test } from 'vitest'
import { createNetworkWatch, type NetworkWatch } from '../../src/ingest/network-watch.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { PollReport } from '../../src/ingest/poll.ts'
import type { SourceFailure } from '../../src/model/source.ts'

const NAMELESS: SourceFailure = { kind: 'unreachable', detail: 'the name could not be looked up' }
const report = (id: string, failure: SourceFailure | null = NAMELESS, via: PollReport['via'] = 'poll'): PollReport => ({
  source: sourceId(id),
  via,
  outcome: failure === null ? 'read' : 'failed',
  items: 0,
  added: 0,
  revised: 0,
  bytes: 0,
  tookMs: 0,
  failure,
  readByFallback: false,
  warnings: [],
})

const watching = (addressOf = (id: string) => `https://${id}.example/feed`) => {
  let now = 0
  const watch = createNetworkWatch({ elapsed: () => now, addressOf })
  const pass = (ms: number): void => {
    now += ms
  }
  return { watch, pass }
}
const failAll = (watch: NetworkWatch, count: number) =>
  Array.from({ length: count }, (_, index) => watch.take(report(`s${index}`)).kind)

describe('a machine without a network', () => {
  test('is told of once, however many sources fail', () => {
    const { watch } = watching()
    expect(failAll(watch, 260).filter((kind) => kind !== 'withheld')).toEqual(['away'])
    expect(watch.isAway()).toBe(true)
    expect(watch.overdue()).toEqual([])
  })
  test('asks a few sources, each in turn', () => {
    const { watch } = watching()
    failAll(watch, 7)
    expect(watch.toProbe()).toEqual(['s0', 's1', 's2'])
    for (const source of watch.toProbe()) watch.take(report(source))
    expect(watch.toProbe()).toEqual(['s3', 's4', 's5'])
  })
  test('has all of them read when one answers, be it with a refusal', () => {
    const { watch } = watching()
    failAll(watch, 7)
    const back = watch.take(report('s3', { kind: 'refused', status: 403 }))
    expect(back).toMatchObject({ kind: 'back', missed: ['s0', 's1', 's2', 's4', 's5', 's6'] })
    expect(watch.isAway()).toBe(false)
    expect(watch.toProbe()).toEqual([])
  })
})

describe('sources that are away', () => {
  test('are told of with the next answer', () => {
    const { watch } = watching()
    failAll(watch, 4)
    const change = watch.take(report('good', null))
    expect(change.kind === 'told' && change.reports.map(({ source }) => source)).toEqual(['s0', 's1', 's2', 's3', 'good'])
  })
  test('or after a minute', () => {
    const { watch, pass } = watching()
    failAll(watch, 2)
    expect(watch.overdue()).toEqual([])
    pass(60_001)
    expect(watch.overdue().map(({ source }) => source)).toEqual(['s0', 's1'])
    expect(watch.overdue()).toEqual([])
  })
  test('of one host are no sign of the network, nor is a push of its presence', () => {
    const { watch } = watching(() => 'https://one.example/feed')
    expect(new Set(failAll(watch, 50))).toEqual(new Set(['withheld']))
    expect(watch.take(report('pushed', NAMELESS, 'push')).kind).toBe('told')
    expect(watch.isAway()).toBe(false)
  })
})
