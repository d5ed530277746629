import { describe, expect, test } from 'vitest'
import type { Source } from '../../src/model/source.ts'
import { webSubPolicy } from '../../src/websub/websub.ts'
import { source } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'

const PAGE = { item: 'li', title: 'a', link: 'a@href', summary: null, image: null, date: null }
const SOURCES: readonly Source[] = [
  source('pushes'),
  source('polled-only', { websub: false }),
  source('asleep', { active: false }),
  source('page', { page: PAGE }),
]
const policy = (websub: 'auto' | boolean, publicUrl: string) => {
  const { hub, sources } = webSubPolicy(
    { ...CONFIGURATION, service: { ...CONFIGURATION.service, websub }, sources: SOURCES },
    publicUrl,
  )
  return { hub, sources: [...sources] }
}

describe('WebSub is on', () => {
  test.each([
    ['https://news.example.org', ['pushes']],
    ['https://news.example.org/wire', ['pushes']],
    ['https://93.184.216.34', ['pushes']],
    ['http://news.example.org', []],
    ['https://localhost:8080', []],
    ['https://wire.localhost', []],
    ['https://newsroom', []],
    ['https://192.168.1.4', []],
    ['https://[::1]:8080', []],
  ])('auto: for our feeds always, for sources where hubs reach us surely: %s', (publicUrl, sources) =>
    expect(policy('auto', publicUrl)).toEqual({ hub: true, sources }),
  )
  test('true: wherever the operator says so', () =>
    expect(policy(true, 'http://127.0.0.1:8080')).toEqual({ hub: true, sources: ['pushes'] }))
  test('false: in neither direction', () =>
    expect(policy(false, 'https://news.example.org')).toEqual({ hub: false, sources: [] }))
})
