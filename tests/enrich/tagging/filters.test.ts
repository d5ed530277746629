import { describe, expect, test } from 'vitest'
import { createJurisdictionFilter, createPlaceChains } from '../../../src/enrich/tagging/jurisdictions.ts'
import { createRoleReader } from '../../../src/enrich/tagging/roles.ts'
import type { Mention } from '../../../src/enrich/tagging/mentions.ts'
import { longestNames } from '../../../src/enrich/tagging/longest-names.ts'
import { needsContext } from '../../../src/enrich/tagging/name-context.ts'
import { entityId, placeId } from '../../../src/model/ids.ts'
import { mention, mentionsIn } from './a-mention.ts'
import { entity, lexicon, place, taxonomy } from './taxonomy.ts'

describe('longest names', () => {
  const left = (names: readonly Mention[], notNames: readonly Mention[] = []) =>
    longestNames(names, notNames).map(({ start, end, target }) => `${target}:${start}-${end}`)

  test('a name inside a longer one goes', () =>
    expect(left([mention('Amazon', { target: 1 }), mention('Amazon Web Services', { target: 2 })])).toEqual(['2:0-19']))
  test('of two that overlap the longer one stays, of two as long the first', () => {
    expect(left([mention('海地', { start: 1 }), mention('上海地铁', { start: 0 })])).toEqual(['0:0-4'])
    expect(left([mention('上海', { target: 1 }), mention('海地', { target: 2, start: 1 })])).toEqual(['1:0-2'])
  })
  test('two meanings of one name both stay', () =>
    expect(left([mention('NCC', { target: 1 }), mention('NCC', { target: 2 })])).toEqual(['1:0-3', '2:0-3']))
  test('a name in the title hides none in the text', () =>
    expect(left([mention('Amazon Web Services'), mention('Amazon', { field: 'text' })])).toEqual(['0:0-19', '0:0-6']))
  test('nor does one that only touches it', () =>
    expect(left([mention('中国'), mention('商务部', { start: 2 })])).toEqual(['0:0-2', '0:2-5']))
  test('a name within a word that names nothing goes', () =>
    expect(left([mention('Turkey')], [mention('turkey breast', { kind: 'not-name' })])).toEqual([]))
})

describe('context', () => {
  const name = mention('Visa')
  test('a name without context words needs none', () => expect(needsContext(entity('visa'), name)).toBe(false))
  test('with them every name needs one', () => expect(needsContext(entity('visa', { context: ['card'] }), name)).toBe(true))
  test('or only those that are said to be ambiguous', () => {
    expect(needsContext(entity('visa', { context: ['card'], ambiguous: ['Visa'] }), name)).toBe(true)
    expect(needsContext(entity('visa', { context: ['card'], ambiguous: ['V'] }), name)).toBe(false)
  })
})

const PLACES = [
  place('EU', { kind: 'region' }),
  place('CN'),
  place('CN-GD', { kind: 'subdivision', within: placeId('CN') }),
  place('GB'),
  place('GB-london', { kind: 'city', within: placeId('GB') }),
  place('CA-london', { kind: 'city', within: placeId('CA') }),
  place('CA'),
]
const at = (id: string): number => PLACES.findIndex((one) => one.id === placeId(id))
const placed = (raw: string, id: string, more: Partial<Mention> = {}): Mention =>
  mention(raw, { kind: 'place', target: at(id), ...more })

describe('jurisdictions', () => {
  const known = taxonomy({
    places: PLACES,
    entities: [
      entity('mofcom', { kind: 'regulator', place: placeId('CN') }),
      entity('ncc-gb', { kind: 'regulator', place: placeId('GB') }),
      entity('ncc-cn', { kind: 'regulator', place: placeId('CN') }),
      entity('shop', { kind: 'company', place: placeId('CN') }),
    ],
  })
  const chains = createPlaceChains(known)
  const filter = createJurisdictionFilter(known, chains)
  const [mofcom, nccGb, nccCn, shop] = [0, 1, 2, 3]
  const left = (names: readonly Mention[], places: readonly Mention[], isDoubtful: (name: Mention) => boolean = () => false) =>
    filter
      .withoutForeignBodies(names, { all: names, places, isDoubtful, title: '', text: '', language: 'zh-Hans' })
      .map(({ target }) => target)

  test('a place lies in what contains it', () => expect(chains(at('CN-GD'))).toEqual(['CN-GD', 'CN']))
  test('a place that contains itself ends the chain', () => {
    const places = [place('a', { within: placeId('b') }), place('b', { within: placeId('a') })]
    expect(createPlaceChains(taxonomy({ places }))(0)).toEqual(['a', 'b'])
  })
  test('a place in its country is enough for a body', () => {
    expect(filter.isInJurisdiction(mention('商务部', { target: mofcom }), [placed('广东', 'CN-GD')])).toBe(true)
    expect(filter.isInJurisdiction(mention('商务部', { target: mofcom }), [placed('英国', 'GB')])).toBe(false)
  })
  test('a body right behind another country is not ours, in the next sentence neither', () => {
    const names = [mention('商务部', { target: mofcom, start: 2 }), mention('商务部', { target: mofcom, start: 20 })]
    expect(left(names, [placed('英国', 'GB')])).toEqual([])
    expect(left(names, [placed('英国', 'GB'), placed('中国', 'CN', { start: 10 })])).toEqual([mofcom])
  })
  test('an abbreviation is nobody else’s, nor is a company', () => {
    expect(left([mention('MOC', { target: mofcom, start: 2, letters: 'written' })], [placed('英国', 'GB')])).toEqual([mofcom])
    expect(left([mention('商店', { target: shop, start: 2 })], [placed('英国', 'GB')])).toEqual([shop])
  })
  test('of two bodies of one name that of the country named counts', () => {
    const both = [mention('NCC', { target: nccGb, start: 9 }), mention('NCC', { target: nccCn, start: 9 })]
    expect(left(both, [placed('London', 'GB-london')])).toEqual([nccGb])
    expect(left(both, [])).toEqual([nccGb, nccCn])
    expect(left(both, [], ({ target }) => target === nccGb)).toEqual([nccCn])
  })
  test('of two places of one name that of the country named counts', () => {
    const both = [placed('London', 'GB-london'), placed('London', 'CA-london')]
    const placesLeft = (...more: readonly Mention[]) =>
      filter.withoutNamesakes([...both, ...more]).map(({ target }) => PLACES[target]?.id)
    expect(placesLeft(placed('Canada', 'CA', { start: 20 }))).toEqual(['CA-london', 'CA'])
    expect(placesLeft()).toEqual(['GB-london', 'CA-london'])
  })
})

describe('roles', () => {
  const known = taxonomy({
    places: PLACES,
    entities: [
      entity('cac', { kind: 'regulator', place: placeId('CN') }),
      entity('ico', { kind: 'regulator', place: placeId('GB') }),
    ],
    roles: [
      { id: 'regulator', holders: ['cac', 'ico'].map(entityId), names: { en: ['regulator', 'office ~ of privacy'] } },
      { id: 'customs', holders: ['cac'].map(entityId), names: { en: ['customs'] }, ambiguous: ['customs'] },
    ],
    lexicons: [lexicon('en', {}, { notNames: ['regulator clock'] })],
  })
  const read = createRoleReader(known, createPlaceChains(known))
  const holders = (title: string, places: readonly Mention[], names: readonly Mention[] = [], language = 'en') =>
    read(mentionsIn(known, 'en', title).mentions, names, places, { title, text: '', language }).map(
      ({ target }) => known.entities[target]?.id,
    )

  test('the body of the nearest place in the sentence', () => {
    const title = 'China waits for the regulator of Britain'
    const [china, britain] = [placed('China', 'CN'), placed('Britain', 'GB', { start: title.indexOf('Britain') })]
    expect(holders(title, [china, britain])).toEqual(['ico'])
  })
  test('else of the first place', () =>
    expect(holders('The regulator', [placed('Guangdong', 'CN-GD', { field: 'text' })])).toEqual(['cac']))
  test('else of the language, if one country speaks it', () => {
    expect(holders('The regulator', [], [], 'zh-Hans')).toEqual(['cac'])
    expect(holders('The regulator', [])).toEqual([])
  })
  test('a region without bodies is no country', () =>
    expect(holders('The regulator', [placed('EU', 'EU'), placed('China', 'CN', { start: 20 })])).toEqual(['cac']))
  test('an everyday word needs the country right beside it', () => {
    expect(holders('China customs', [placed('China', 'CN')])).toEqual(['cac'])
    expect(holders('China waits for the customs', [placed('China', 'CN')])).toEqual([])
  })
  test('a word may stand inside its name', () =>
    expect(holders('Chinese office (new) of privacy', [placed('Chinese', 'CN')])).toEqual(['cac']))
  test('a longer name around it wins, and so does a word that names nothing', () => {
    expect(holders('The regulator', [placed('China', 'CN')], [mention('The regulator of all')])).toEqual([])
    expect(holders('A regulator clock', [placed('China', 'CN')])).toEqual([])
  })
})
