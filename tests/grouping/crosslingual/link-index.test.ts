import { describe, expect, test } from 'vitest'
import { createLinkIndex, type LinkReport } from '../../../src/grouping/crosslingual/link-index.ts'

const HOUR = 3_600_000
const report = (article: string, language: string, linkFeatures: readonly string[], hour = 0): LinkReport => ({
  article,
  language,
  at: hour * HOUR,
  linkFeatures: new Set(linkFeatures),
  embedding: null,
})
const FINE = ['entity:kaupa', 'amount:1.24e+7', 'place:PL', 'word:lockerhub'] as const

describe('a report in another language', () => {
  test('joins the story that it shares several kinds of evidence with, and says which', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', FINE))
    index.add('cable', report('a2', 'en', ['place:EE', 'word:tartu', 'amount:9.00e+1']))
    const match = index.match(report('a3', 'ru', ['amount:1.24e+7', 'place:PL', 'word:lockerhub']))
    expect(match).toMatchObject({ story: 'fine', parent: 'a1' })
    expect([...(match?.kinds ?? [])].toSorted()).toEqual(['amount', 'place', 'word'])
    expect(match?.shared).toContain('word:lockerhub')
  })

  test('joins nothing by one kind of evidence, however often', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['place:PL', 'place:EE', 'place:PT']))
    expect(index.match(report('a2', 'ru', ['place:PL', 'place:EE', 'place:PT']))).toBeNull()
  })

  test('joins none of two stories that may both be meant', () => {
    const index = createLinkIndex()
    index.add('one', report('a1', 'en', ['entity:kaupa', 'place:PL', 'amount:1.24e+7']))
    index.add('two', report('a2', 'de', ['entity:kaupa', 'place:PL', 'amount:3.10e+6']))
    expect(index.match(report('a3', 'ru', ['entity:kaupa', 'place:PL']))).toBeNull()
  })

  test('joins one of two stories that tell of one event', () => {
    const index = createLinkIndex()
    index.add('one', report('a1', 'en', FINE))
    index.add('two', report('a2', 'de', FINE))
    expect(index.match(report('a3', 'ru', FINE))?.story).toBe('one')
  })

  test('joins no story that its language tells already', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', FINE))
    index.add('fine', report('a2', 'ru', FINE))
    expect(index.match(report('a3', 'ru', FINE))).toBeNull()
    expect(index.match(report('a4', 'de', FINE))?.story).toBe('fine')
  })

  test('joins a story that its language tells already where it is nearly enough like what its language tells', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', FINE))
    index.add('fine', report('a2', 'ru', ['place:PL']))
    expect(index.match(report('a3', 'ru', FINE), 'fine')).toMatchObject({ story: 'fine', parent: 'a1' })
    expect(index.match(report('a3', 'ru', FINE), 'other')).toBeNull()
  })

  test('joins no other where it is most like a story that its language tells already', () => {
    const index = createLinkIndex()
    const less = report('b1', 'de', ['entity:kaupa', 'place:PL', 'word:lockerhub'])
    index.add('less', less)
    expect(index.match(report('a3', 'ru', FINE))?.story).toBe('less')
    index.add('fine', report('a1', 'en', FINE))
    index.add('fine', report('a2', 'ru', ['place:PL']))
    expect(index.match(report('a3', 'ru', FINE))).toBeNull()
  })

  test('leaves the story to a report of its own language that is as like', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', FINE))
    index.add('other', report('a2', 'ru', FINE))
    expect(index.match(report('a3', 'ru', FINE))).toBeNull()
  })

  test('has no name in common by one short sound, which may be chance', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['name:krp', 'name:snt', 'name:kmtp', 'place:PL', 'amount:1.24e+7']))
    const kindsOf = (...names: readonly string[]) =>
      index.match(report('a2', 'ru', [...names, 'place:PL', 'amount:1.24e+7']))?.kinds ?? new Set()
    expect([...kindsOf('name:krp')].toSorted()).toEqual(['amount', 'place'])
    expect([...kindsOf('name:kmtp')].toSorted()).toEqual(['amount', 'name', 'place'])
    expect([...kindsOf('name:krp', 'name:snt')].toSorted()).toEqual(['amount', 'name', 'place'])
  })

  test('is not held against a story that it lacks Latin words which its letters cannot write', () => {
    const words = Array.from({ length: 24 }, (_, nth) => `word:brand${nth}`)
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['entity:kaupa', 'place:PL', ...words]))
    expect(index.match(report('a2', 'ru', ['entity:kaupa', 'place:PL']))?.story).toBe('fine')
    expect(index.match(report('a3', 'de', ['entity:kaupa', 'place:PL']))).toBeNull()
  })

  test('comes within a day and a half', () => {
    const index = createLinkIndex()
    const all = [...FINE, 'topic:parcels', 'day:2026-05-04', 'entity:post']
    index.add('fine', report('a1', 'en', all))
    expect(index.match(report('a2', 'ru', all, 35))?.story).toBe('fine')
    expect(index.match(report('a3', 'ru', all, 37))).toBeNull()
  })

  test('needs more in common the later it comes', () => {
    const index = createLinkIndex()
    const less = ['entity:kaupa', 'place:PL', 'word:lockers']
    index.add('fine', report('a1', 'en', FINE))
    expect(index.match(report('a2', 'ru', less, 2))?.story).toBe('fine')
    expect(index.match(report('a3', 'ru', less, 30))).toBeNull()
    expect(index.match(report('a4', 'ru', FINE, 30))?.story).toBe('fine')
  })

  test('has nothing in common with a story by what stories of the day have in general', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['place:JP-13', 'word:lockerhub', 'word:games']))
    const kinds = () => index.match(report('b1', 'ru', ['place:JP-13', 'word:lockerhub']))?.kinds ?? new Set()
    expect([...kinds()].toSorted()).toEqual(['place', 'word'])
    for (let other = 0; other < 60; other += 1)
      index.add(`s${other}`, report(`c${other}`, 'en', ['place:JP-13', 'word:games', `word:w${other}`]))
    expect(kinds().size).toBe(0)
  })
})

test('a story is young while it is told in one language, by few', () => {
  const index = createLinkIndex()
  index.add('fine', report('a1', 'en', FINE))
  expect(index.isRecent('fine')).toBe(true)
  index.add('fine', report('a2', 'en', FINE))
  expect(index.isRecent('fine')).toBe(true)
  index.add('fine', report('a3', 'en', FINE))
  expect(index.isRecent('fine')).toBe(false)
  index.add('cable', report('a4', 'en', ['place:EE']))
  index.add('cable', report('a5', 'ru', ['place:EE']))
  expect(index.isRecent('cable')).toBe(false)
  expect(index.isRecent('unknown')).toBe(false)
})

test('a story is forgotten when it is no longer told', () => {
  const index = createLinkIndex()
  index.add('fine', report('a1', 'en', FINE))
  index.add('later', report('a2', 'en', ['place:EE'], 130))
  expect(index.match(report('a3', 'ru', FINE, 20))).toBeNull()
})

describe('a day and an address', () => {
  const DAY = 'day:2027-01-05'
  const ADDRESS = 'url:https://authority.example.net/decisions/2026-114'

  test('a day parent what is general joins nothing: a field has many reports of one day', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['topic:postal-policy', DAY]))
    expect(index.match(report('a2', 'ru', ['topic:postal-policy', DAY]))).toBeNull()
  })
  test('a day speaks for one who is named too', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['entity:kaupa', DAY]))
    expect([...(index.match(report('a2', 'ru', ['entity:kaupa', DAY]))?.kinds ?? [])]).toEqual(['entity', 'day'])
  })
  test('an address that both lead to joins what is of one topic, and joins nothing alone', () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', ['topic:postal-policy', ADDRESS]))
    expect(index.match(report('a2', 'ru', ['topic:postal-policy', ADDRESS]))?.shared).toContain(ADDRESS)
    expect(index.match(report('a3', 'ru', [ADDRESS]))).toBeNull()
  })
  test('addresses and days that only one has do not stand between two reports', () => {
    const scoreWith = (more: readonly string[]): number | undefined => {
      const index = createLinkIndex()
      index.add('fine', report('a1', 'en', [...FINE, ...more]))
      return index.match(report('a2', 'ru', FINE))?.score
    }
    expect(scoreWith([DAY, ADDRESS, `${ADDRESS}-2`])).toBe(scoreWith([]))
  })
  test('an address of very many stories tells nothing', () => {
    const index = createLinkIndex()
    for (let other = 0; other < 40; other += 1) index.add(`s${other}`, report(`b${other}`, 'en', [ADDRESS]))
    for (let other = 0; other < 400; other += 1) index.add(`t${other}`, report(`c${other}`, 'en', [`word:w${other}`]))
    index.add('fine', report('a1', 'en', ['entity:kaupa', ADDRESS]))
    expect(index.match(report('a2', 'ru', ['entity:kaupa', ADDRESS]))).toBeNull()
  })
  test('a sum of money and its number are one kind of evidence', () => {
    const index = createLinkIndex()
    const sum = ['amount:1.50e+9', 'money:USD1.50e+9']
    index.add('fine', report('a1', 'en', sum))
    expect(index.match(report('a2', 'ru', sum))).toBeNull()
  })
})

describe('an index that is filled again', () => {
  const embedding = (seed: number): Int16Array => Int16Array.from({ length: 96 }, (_, nth) => ((seed + nth * 37) % 101) * 3)
  const day = (article: string, language: string, days: number, seed: number): LinkReport => ({
    ...report(article, language, FINE, 24 * days),
    embedding: embedding(seed),
  })
  const reports: readonly (readonly [story: string, report: LinkReport])[] = [
    ['old', { ...day('old', 'en', 0, 5), linkFeatures: new Set(['entity:other', 'amount:7.00e+1']) }],
    ...Array.from({ length: 20 }, (_, nth) => ['fine', day(`a${nth}`, 'en', 3, 40 + nth)] as const),
    ['later', { ...day('later', 'en', 5, 70), linkFeatures: new Set(['entity:third', 'amount:8.00e+1']) }],
  ]
  const indexOf = (given: typeof reports) => {
    const index = createLinkIndex()
    for (const [story, one] of given) index.add(story, one)
    return index
  }
  const russian = day('ru', 'ru', 4, 41)

  test('without what it had forgotten, scores to the last digit as the first did', () => {
    const score = indexOf(reports).match(russian)?.score
    expect(score).toBeGreaterThan(0.3)
    expect(indexOf(reports.slice(1)).match(russian)?.score).toBe(score)
  })
  test('after a correction scores as one that was filled with the corrected stories', () => {
    const moves = new Map([
      ['a3', 'split'],
      ['later', 'fine'],
    ])
    const corrected = indexOf(reports)
    for (const _ of corrected.reassign(moves)) continue
    const refilled = indexOf(reports.map(([story, one]) => [moves.get(one.article) ?? story, one]))
    expect(corrected.match(russian)).toEqual(refilled.match(russian))
    expect(corrected.isRecent('split')).toBe(true)
  })
  test.each(['fine', 'old'])('after one story has ended in another, %s, scores as one that was filled so', (into) => {
    const given = [...reports, ['ended', { ...day('e', 'de', 5, 71), linkFeatures: russian.linkFeatures }] as const]
    const joined = indexOf(given)
    for (const _ of joined.join('ended', into)) continue
    const refilled = indexOf(given.map(([story, one]) => [story === 'ended' ? into : story, one]))
    expect(joined.match(russian)).toEqual(refilled.match(russian))
    expect(joined.matchGrown(into, 'de')).toEqual(refilled.matchGrown(into, 'de'))
    expect(joined.isRecent(into)).toBe(refilled.isRecent(into))
  })
})

describe('a report that happens elsewhere', () => {
  const index = () => {
    const index = createLinkIndex()
    index.add('fine', report('a1', 'en', [...FINE, 'headline:PL', 'country:PL']))
    return index
  }
  const abroad = ['entity:kaupa', 'amount:1.24e+7', 'word:lockerhub', 'headline:EE', 'country:EE']
  test('joins no story, however much else they share', () => {
    expect(index().match(report('a2', 'ru', abroad))).toBeNull()
    expect(index().contradicts('fine', new Set(abroad))).toBe(true)
  })
  test('joins where it names the story’s country too', () =>
    expect(index().match(report('a2', 'ru', [...abroad, 'country:PL']))?.story).toBe('fine'))
  test('joins where the story names its country', () => {
    const both = index()
    both.add('fine', report('a2', 'de', ['country:EE', ...FINE]))
    expect(both.match(report('a3', 'ru', abroad))?.story).toBe('fine')
  })
  test('joins where one of them names no country', () => {
    const silent = createLinkIndex()
    silent.add('fine', report('a1', 'en', FINE))
    expect(silent.match(report('a2', 'ru', abroad))?.story).toBe('fine')
  })
  test('joins no story of several reports where another country stands in the headline in place of theirs, beside a company’s home', () => {
    const opening = createLinkIndex()
    const inPoland = [...FINE, 'headline:PL', 'country:PL', 'country:CZ']
    opening.add('fine', report('a1', 'en', inPoland))
    const inEstonia = ['headline:CZ', 'country:CZ', 'headline:EE', 'country:EE', ...FINE]
    expect(opening.match(report('a3', 'ru', inEstonia))?.story).toBe('fine')
    opening.add('fine', report('a2', 'de', inPoland))
    expect(opening.match(report('a3', 'ru', inEstonia))).toBeNull()
    expect(opening.match(report('a3', 'ru', [...inEstonia, 'headline:PL', 'country:PL']))?.story).toBe('fine')
  })
  test('countries speak for nothing', () => {
    const states = ['headline:PL', 'country:PL', 'country:EE']
    const other = createLinkIndex()
    other.add('fine', report('a1', 'en', states))
    expect(other.match(report('a2', 'ru', states))).toBeNull()
  })
})

describe('a report about another organisation', () => {
  const storyOf = (reports: number) => {
    const index = createLinkIndex()
    for (let nth = 0; nth < reports; nth += 1) index.add('fine', report(`a${nth}`, ['en', 'de'][nth] ?? 'fr', FINE))
    return index
  }
  const another = ['organisation:rival', 'entity:rival', 'amount:1.24e+7', 'place:PL', 'word:lockerhub']
  test('joins no story of several reports that all name one which it leaves out', () =>
    expect(storyOf(2).match(report('b', 'ru', another))).toBeNull())
  test('joins where a single report may have left it out', () =>
    expect(storyOf(1).match(report('b', 'ru', another))?.story).toBe('fine'))
  test('joins where it names the story’s organisation too', () =>
    expect(storyOf(2).match(report('b', 'ru', [...another, 'entity:kaupa']))?.story).toBe('fine'))
})

test('reports of a week ago that come late are compared with each other', () => {
  const index = createLinkIndex()
  index.add('today', report('a1', 'en', ['place:EE', 'word:tartu'], 8 * 24), 8 * 24 * HOUR)
  index.add('fine', report('a2', 'en', FINE), 8 * 24 * HOUR)
  index.add('today', report('a3', 'de', ['place:EE', 'word:tartu'], 8 * 24 + 1), (8 * 24 + 1) * HOUR)
  expect(index.match(report('a4', 'ru', FINE))?.story).toBe('fine')
})
