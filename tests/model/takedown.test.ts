import { expect, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import {
  articleNames,
  blockedNames,
  isBlockedSource,
  type Takedown,
  type TakedownTarget,
  targetNames,
} from '../../src/model/takedown.ts'
import { source } from '../store/samples.ts'

const takedown = (target: TakedownTarget, undone = false): Takedown => {
  const signature = { reason: 'a court', by: 'Ann', date: '2026-11-28' }
  return { target, ...signature, undone: undone ? signature : null, line: 1 }
}

test('an article is known by its id, its source, its addresses and every host above its own', () => {
  const names = articleNames({
    id: 'a1',
    source: sourceId('paper'),
    link: 'https://www.news.example.org/1?utm_source=rss#top',
    canonicalUrl: 'https://www.news.example.org/1#top',
  })
  expect(names).toEqual(
    expect.arrayContaining([
      'article:a1',
      'source:paper',
      'address:https://www.news.example.org/1',
      'address:https://www.news.example.org/1#top',
      'host:www.news.example.org',
      'host:news.example.org',
      'host:example.org',
    ]),
  )
  expect(names).not.toContain('host:org')
})

test('an address of a takedown is compared without tracking parameters, a fragment names one of several articles of a page', () => {
  const article = {
    id: 'a1',
    source: sourceId('paper'),
    link: 'https://x.example/live#2',
    canonicalUrl: 'https://x.example/live#2',
  }
  const holds = (name: string): boolean =>
    targetNames({ kind: 'articles', names: [name] }).some((one) => articleNames(article).includes(one))
  expect(holds('https://x.example/live?utm_source=mail')).toBe(true)
  expect(holds('https://x.example/live#2')).toBe(true)
  expect(holds('https://x.example/live#3')).toBe(false)
})

test('with a host go the sources that it serves; what is undone names nothing', () => {
  const sources = [source('here', { url: 'https://feeds.x.example/rss' }), source('there', { url: 'https://y.example/rss' })]
  const names = blockedNames(
    [takedown({ kind: 'host', host: 'x.example' }), takedown({ kind: 'source', source: sourceId('there') }, true)],
    sources,
  )
  expect(names).toEqual(['host:x.example', 'source:here'])
  expect(sources.map((one) => isBlockedSource(one, new Set(names)))).toEqual([true, false])
})
