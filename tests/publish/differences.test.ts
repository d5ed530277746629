import { describe, expect, test } from 'vitest'
import { inOneGo } from '../../src/lib/steps.ts'
import type { StoredArticle } from '../../src/model/article.ts'
import { entityId, placeId } from '../../src/model/ids.ts'
import { type Difference, storyDifferences } from '../../src/publish/differences.ts'
import { storyEntry } from '../../src/publish/entry.ts'
import { article, AT, context, HOUR, story } from './articles.ts'

type Told = readonly [language: string, title: string, over?: Partial<StoredArticle>]
const inMorocco = [{ id: placeId('MA'), evidence: [] }]
const reportsOf = (told: readonly Told[]) =>
  told.map(([language, title, over], nth) =>
    article(`r${nth}`, { language, title, summary: '', places: inMorocco, publishedAt: AT + nth * HOUR, ...over }),
  )
const found = (...told: readonly Told[]): readonly Difference[] => {
  const [first, ...others] = reportsOf(told)
  return first === undefined ? [] : inOneGo(storyDifferences(story([first, ...others]), () => undefined))
}
const said = (differences: readonly Difference[]) =>
  differences.map(({ thing, unit, sayings }) => [
    unit === null ? thing : `${thing} ${unit}`,
    ...sayings.map(({ written, languages }) => `${written} ${languages.join()}`),
  ])

describe('reports of a story differ', () => {
  test('in the number of one thing, whatever their languages, each with the sentence and since when', () => {
    const differences = found(
      ['en', 'Morocco earthquake kills 632 in the High Atlas'],
      ['fr', 'Séisme au Maroc : 632 morts, selon le ministère'],
      ['ru', 'В Марокко число погибших достигло 1037'],
    )
    expect(said(differences)).toEqual([['dead', '632 en,fr', '1037 ru']])
    expect(differences[0]?.sayings[1]).toEqual({
      written: '1037',
      value: 1037,
      languages: ['ru'],
      reports: 1,
      article: 'r2',
      sentence: 'В Марокко число погибших достигло 1037',
      since: AT + 2 * HOUR,
    })
  })

  test('in numbers written as words, in digits of other scripts, in sums and in years of prison', () => {
    expect(said(found(['es', 'Marruecos: siete heridos en el incendio'], ['ar', 'المغرب: ٩ جرحى في حريق']))).toEqual([
      ['injured', 'siete es', '٩ ar'],
    ])
    const fines: readonly Told[] = [
      ['en', 'Morocco regulator fines Acme €12 million over cookies'],
      ['de', 'Marokko: Acme muss 20 Millionen Euro Bußgeld zahlen'],
    ]
    expect(said(found(...fines))).toEqual([['fine EUR', '12 million en', '20 Millionen de']])
    expect(
      said(found(['en', 'Morocco: editor jailed for 5 years'], ['fr', 'Maroc : 8 ans de prison pour le rédacteur'])),
    ).toEqual([['prison', '5 en', '8 fr']])
  })

  test.each<readonly [why: string, one: Told, other: Told]>([
    ['one rounds', ['en', 'Morocco floods: 6,300 dead'], ['en', 'Morocco floods: 6,301 dead']],
    ['one gives a lower bound', ['en', 'Morocco floods: more than 6,000 dead'], ['de', 'Marokko: 6.301 Tote']],
    ['one gives an upper bound', ['en', 'Morocco floods leave nearly 50 dead'], ['en', 'Morocco floods leave 48 dead']],
    ['they count different things', ['en', 'Morocco floods: 40 dead'], ['en', 'Morocco floods: 90 injured']],
    ['some are part of the others', ['en', 'Morocco floods: 3 children dead'], ['en', 'Morocco floods: 12 people dead']],
    ['a report names both', ['en', 'Morocco floods: 12 dead. In Fes 5 dead'], ['en', 'Morocco floods: 5 dead']],
    ['they are of different days', ['en', 'Morocco: 9 dead in 24 hours'], ['en', 'Morocco: 30 dead in 24 hours']],
    ['they are added', ['en', 'Morocco: 9 new deaths of fever'], ['en', 'Morocco: 30 deaths of fever']],
    ['sums are too far apart', ['en', 'Morocco fines Acme $2 million'], ['en', 'Morocco fines Acme $90 million']],
    [
      'they are of different places',
      ['en', 'Floods leave 5 dead'],
      ['en', 'Floods leave 9 dead', { places: [{ id: placeId('GR'), evidence: [] }] }],
    ],
    [
      'one is a copy',
      ['en', 'Floods leave 5 dead'],
      ['en', 'Floods leave 9 dead', { copyOf: 'r0' as StoredArticle['copyOf'] }],
    ],
  ])('and do not where %s', (_, one, other) => expect(said(found(one, other))).toEqual([]))

  const at = (title: string, term: string) => [
    { term, field: 'title' as const, start: title.indexOf(term), end: title.indexOf(term) + term.length, kind: 'place' },
  ]
  const named = (title: string, term: string, id: string): Told => [
    'en',
    title,
    { places: [{ id: placeId(id), evidence: at(title, term) }] },
  ]
  const inLyon = named('Blast in Lyon chemical plant: 640 homes evacuated', 'Lyon', 'FR-lyon')
  const inNice = named('Blast in Nice chemical plant: 640 homes evacuated', 'Nice', 'FR-nice')

  test('in a place, organisation, day or decision, where what else they tell is alike', () => {
    expect(said(found(inLyon, inNice))).toEqual([['place', 'Lyon en', 'Nice en']])
    const [meta, google] = ['Regulator fines Meta 64% more for ads', 'Regulator fines Google 64% more for ads']
    const by = (title: string, term: string, id: string): Told => [
      'en',
      title,
      { entities: [{ id: entityId(id), evidence: at(title, term) }] },
    ]
    expect(said(found(by(meta, 'Meta', 'meta'), by(google, 'Google', 'google')))).toEqual([['name', 'Meta en', 'Google en']])
    expect(
      said(found(['en', 'Digital tax starts on 1 January in Morocco'], ['en', 'Digital tax starts on March 1 in Morocco'])),
    ).toEqual([['day', '1 January en', 'March 1 en']])
    const both = { entities: [{ id: entityId('meta'), evidence: [] }] }
    expect(
      said(
        found(
          ['en', 'Court in Rabat lifts ban on Meta app', both],
          ['fr', 'Rabat : la justice interdit une appli de Meta', both],
        ),
      ),
    ).toEqual([['decision', 'lifts en', 'interdit fr']])
    expect(
      said(found(['de', 'Gericht in Rabat: Blogger freigesprochen'], ['de', 'Gericht in Rabat: Blogger verurteilt'])),
    ).toEqual([['decision', 'freigesprochen de', 'verurteilt de']])
  })

  test.each<readonly [why: string, told: readonly Told[]]>([
    ['one place is in the other', [inLyon, named('Blast in French chemical plant: 640 homes evacuated', 'French', 'FR')]],
    [
      'another report names both',
      [inLyon, inNice, ['en', 'Two blasts', { places: [...(inLyon[2]?.places ?? []), ...(inNice[2]?.places ?? [])] }]],
    ],
    [
      'nothing says that they tell of the same',
      [
        named('The mayor of Lyon visits the plant', 'Lyon', 'FR-lyon'),
        named('The mayor of Nice visits the plant', 'Nice', 'FR-nice'),
      ],
    ],
    [
      'the places act',
      [named('Chad cuts oil by 500,000 barrels', 'Chad', 'TD'), named('Niger cuts oil by 500,000 barrels', 'Niger', 'NE')],
    ],
    [
      'the days are those of the reports',
      [
        ['en', 'Blast on 23 November in Morocco'],
        ['en', 'Blast on 24 November in Morocco'],
      ],
    ],
    [
      'one tells both decisions',
      [
        ['en', 'House approves, Senate rejects bill'],
        ['en', 'Senate rejects bill of House'],
      ],
    ],
    [
      'one only asks for a decision',
      [
        ['en', 'Firm asks court in Rabat to lift app ban'],
        ['en', 'Court in Rabat: app ban for firm'],
      ],
    ],
    [
      'the decisions are not of one kind',
      [
        ['en', 'Court in Rabat blocks Meta app'],
        ['en', 'Court in Rabat approves Meta app'],
      ],
    ],
  ])('and do not where %s', (_, told) => expect(said(found(...told))).toEqual([]))

  test('and the entry says so in one line', () => {
    const [first, ...others] = reportsOf([
      ['en', 'Morocco earthquake kills 632'],
      ['fr', 'Séisme au Maroc : 1 037 morts'],
    ])
    if (first === undefined) throw new Error('There is a first report')
    const entry = storyEntry({ story: story([first, ...others]), matched: [first.id] }, context)
    expect(entry.html).toContain('<p>Reports differ: deaths: 632 in English, 1,037 in French since 23 Nov 2026, 09:30 UTC</p>')
  })

  test('and nothing is quoted that the source does not let us show', () => {
    const told = reportsOf([
      ['en', 'Earthquake in Morocco', { summary: 'At least 632 people were killed in Morocco.' }],
      ['en', 'Earthquake in Morocco kills 1037 people', {}],
    ])
    const [first, ...others] = told
    if (first === undefined) throw new Error('There is a first report')
    const differences = (republish: 'title' | 'excerpt') =>
      inOneGo(storyDifferences(story([first, ...others]), () => ({ ...SOURCE, republish })))
    expect(differences('excerpt')).toHaveLength(1)
    expect(differences('title')).toEqual([])
  })
})
const SOURCE = { id: 's' } as unknown as NonNullable<ReturnType<Parameters<typeof storyDifferences>[1]>>
