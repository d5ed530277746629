import { describe, expect, test } from 'vitest'
import { identify } from '../../src/grouping/same-article.ts'
import { canonicalUrl, fragmentOf } from '../../src/lib/canonical-url.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import { articleId, type SourceId, sourceId } from '../../src/model/ids.ts'
import type { IdentityCandidate } from '../../src/model/story.ts'
import { article } from '../store/samples.ts'

/** Sources and the sites that are theirs; `city` and `sport` are two feeds of one site. */
const SITES: Readonly<Record<string, string>> = {
  owner: 'owner.example',
  attacker: 'attacker.example',
  aggregator: 'aggregator.example',
  digest: 'digest.example',
  city: 'paper.example',
  sport: 'paper.example',
}
const isAtHome = (source: SourceId, url: string): boolean => URL.parse(url)?.host === SITES[source]

const PAGE = 'https://owner.example/2026/ferry'
const TITLE = 'Ferry runs aground off Gotland'
const LONG = 'All forty passengers were taken ashore before noon, the coast guard said, and nobody was hurt. '.repeat(3)

type Published = {
  readonly by: string
  readonly url?: string | null
  readonly title?: string
  readonly text?: string
  readonly guid?: string
}
const read = ({ url = PAGE, title = TITLE, text = LONG }: Published): ReadArticle => ({
  ...article('new', { title, text }),
  // With a fragment, as where the source shows several articles on one page.
  canonicalUrl: url === null ? null : `${canonicalUrl(url) ?? ''}${fragmentOf(url)}`,
})
const stored = (held: Published, asked: Published): IdentityCandidate => {
  const [one, other] = [read(held), read(asked)]
  return {
    article: articleId(held.by),
    source: sourceId(held.by),
    canonicalUrl: one.canonicalUrl,
    title: one.title,
    sameGuid: held.guid !== undefined && held.guid === asked.guid,
    sameContent: one.title === other.title && one.text === other.text,
  }
}
/** By whom the stored article is that the new one is the same as, if any. */
const sameAs = (asked: Published, ...held: readonly Published[]): string | null => {
  const context = { source: sourceId(asked.by), isAtHome }
  const found = identify(
    read(asked),
    held.map((one) => stored(one, asked)),
    context,
  )
  return found?.kind === 'same' ? found.article : null
}

const OTHER_TITLE = 'Passengers safe after accident at sea'
const OTHER_TEXT = 'Buy our boats.'
const owner: Published = { by: 'owner' }
const attacker: Published = { by: 'attacker' }
const aggregator: Published = { by: 'aggregator' }
const digest: Published = { by: 'digest' }

describe('the owner’s article', () => {
  test.each<[string, Published[]]>([
    ['an attacker’s with its address came first', [{ ...attacker, title: OTHER_TITLE, text: OTHER_TEXT }]],
    ['an attacker’s with its address and title came first', [{ ...attacker, text: OTHER_TEXT }]],
    ['an attacker’s with its address, title and text came first', [attacker]],
    ['an attacker repeated its title and text on a site of his own', [{ ...attacker, url: 'https://attacker.example/1' }]],
    ['an attacker repeated its title and text without an address', [{ ...attacker, url: null }]],
    ['an aggregator that names its address came first', [aggregator]],
    ['several came first', [attacker, aggregator, { ...digest, url: 'https://digest.example/1' }]],
  ])('is its own where %s', (_, held) => expect(sameAs(owner, ...held)).toBeNull())
})

describe('an article that lies on another site', () => {
  test.each<[string, Published]>([
    ['under the same title', aggregator],
    ['under another title', { ...aggregator, title: OTHER_TITLE, text: OTHER_TEXT }],
    ['with parameters that follow readers', { ...aggregator, url: `${PAGE}?utm_source=digest&fbclid=1` }],
  ])('is the owner’s article of that address, %s', (_, asked) => expect(sameAs(asked, owner)).toBe('owner'))

  test('is the owner’s also where a stranger’s came before that', () => {
    expect(sameAs(digest, aggregator, owner)).toBe('owner')
  })
  test('is not the owner’s article of another address, whatever its text', () => {
    expect(sameAs({ ...aggregator, url: `${PAGE}-2` }, owner)).toBeNull()
    expect(sameAs({ ...aggregator, url: null }, owner)).toBeNull()
  })
})

describe('articles of two strangers', () => {
  test.each<[string, Published, string | null]>([
    ['the same address and title', { ...digest, text: OTHER_TEXT }, 'aggregator'],
    ['the same address, and a title with something appended', { ...digest, title: `${TITLE} - Owner` }, 'aggregator'],
    ['the same address by way of a tracker', { ...digest, url: `${PAGE}?utm_medium=rss`, text: OTHER_TEXT }, 'aggregator'],
    ['the same address under another title', { ...digest, title: OTHER_TITLE, text: OTHER_TEXT }, null],
    ['the same title and long text at two addresses', { ...digest, url: `${PAGE}-2` }, 'aggregator'],
    ['the same title and long text, one without an address', { ...digest, url: null }, 'aggregator'],
    ['the same title alone', { ...digest, url: `${PAGE}-2`, text: OTHER_TEXT }, null],
  ])('with %s', (_, asked, expected) => expect(sameAs(asked, aggregator)).toBe(expected))

  test('with equal short texts are two: that may be chance', () => {
    const short = { title: 'Live', text: 'Follow the day here.' }
    expect(sameAs({ ...digest, ...short, url: `${PAGE}-2` }, { ...aggregator, ...short })).toBeNull()
  })
  test('with equal texts are two where one lies on its own site', () => {
    const own = { ...digest, url: 'https://digest.example/1' }
    expect(sameAs(aggregator, own)).toBeNull()
    expect(sameAs(own, aggregator)).toBeNull()
  })
})

describe('two feeds of one site', () => {
  const city: Published = { by: 'city', url: 'https://paper.example/ferry' }
  const sport = { ...city, by: 'sport' }
  test('that show the same page show one article', () => {
    expect(sameAs(sport, city)).toBe('city')
    expect(sameAs({ ...sport, text: LONG.slice(0, 90) }, city)).toBe('city')
  })
  test('that show one address under two titles, or one text at two addresses, show two', () => {
    expect(sameAs({ ...sport, title: OTHER_TITLE }, city)).toBeNull()
    expect(sameAs({ ...sport, url: 'https://paper.example/sport/ferry' }, city)).toBeNull()
  })
})

describe('articles of one source', () => {
  test('with one guid and title are one: the site moved', () => {
    const moved = { ...owner, url: 'https://new.example/ferry', guid: '/?p=1' }
    expect(sameAs(moved, { ...owner, guid: '/?p=1' })).toBe('owner')
    expect(sameAs({ ...moved, title: OTHER_TITLE }, { ...owner, guid: '/?p=1' })).toBeNull()
  })
  test('with one address or text and different guids are two', () => {
    expect(sameAs({ ...owner, guid: '/?p=2' }, { ...owner, guid: '/?p=1' })).toBeNull()
  })
})

describe('of several articles on one page', () => {
  const [first, second] = [`${PAGE}#first`, `${PAGE}#second`]
  test('another source’s with the fragment is the same, under whatever title', () =>
    expect(sameAs({ ...aggregator, url: first, title: OTHER_TITLE }, { ...owner, url: first })).toBe('owner'))
  test('one with another fragment is another, under the same title too', () => {
    expect(sameAs({ ...aggregator, url: second }, { ...owner, url: first })).toBeNull()
    expect(
      sameAs({ by: 'sport', url: 'https://paper.example/log#b' }, { by: 'city', url: 'https://paper.example/log#a' }),
    ).toBeNull()
  })
  test('one that names the page alone is that with its title', () => {
    const held = [
      { ...owner, url: first, title: OTHER_TITLE, text: OTHER_TEXT },
      { ...owner, by: 'owner', url: second },
    ]
    expect(sameAs({ ...aggregator, text: OTHER_TEXT }, ...held)).toBe('owner')
    expect(sameAs({ ...aggregator, title: 'Storm closes bridge', text: OTHER_TEXT }, ...held)).toBeNull()
  })
})
