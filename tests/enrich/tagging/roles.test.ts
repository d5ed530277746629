import { expect, test } from 'vitest'
import { entityId, placeId } from '../../../src/model/ids.ts'
import { entity, taxonomy, lexicon, place, taggerFor } from './taxonomy.ts'

const regulator = (id: string, at: string, name: string) =>
  entity(id, { kind: 'regulator', place: placeId(at), names: { en: [name] } })

const tagger = taggerFor(
  taxonomy({
    entities: [
      regulator('cnil', 'FR', 'CNIL'),
      regulator('ap', 'NL', 'Dutch data protection authority'),
      regulator('edpb', 'EU', 'EDPB'),
      regulator('uodo', 'PL', 'UODO'),
      regulator('douane-fr', 'FR', 'DGDDI'),
      regulator('kas', 'PL', 'KAS'),
    ],
    roles: [
      {
        id: 'data-protection-authority',
        holders: ['cnil', 'ap', 'edpb', 'uodo'].map(entityId),
        names: {
          en: ['data protection authority'],
          es: ['autoridad ~ de protección de datos'],
          pl: ['urząd ochrony danych'],
        },
      },
      {
        id: 'customs-service',
        holders: ['douane-fr', 'kas'].map(entityId),
        names: { en: ['customs', 'customs authority'], pl: ['celnicy'] },
        ambiguous: ['customs', 'celnicy'],
      },
    ],
    places: [
      place('EU', { kind: 'region', names: { en: ['EU'] } }),
      place('europe', { kind: 'region', names: { en: ['Europe'] } }),
      place('FR', { within: placeId('europe'), names: { en: ['France', 'French'], es: ['Francia', 'francesa'] } }),
      place('FR-paris', { kind: 'city', within: placeId('FR'), names: { en: ['Paris'] } }),
      place('NL', { within: placeId('europe'), names: { en: ['Netherlands', 'Dutch'], es: ['neerlandesa'] } }),
      place('FJ', { names: { en: ['Fiji'] } }),
    ],
    lexicons: [lexicon('en', {}, { notNames: ['customs duties'] }), lexicon('es', {}), lexicon('pl', {})],
  }),
)
const entitiesOf = (title: string, language = 'en', text = '') =>
  tagger.tag({ title, text, language, sourceTopics: [] }).entities.map(({ id }) => String(id))

test('a role is held by the body of the country beside it', () => {
  expect(entitiesOf('French data protection authority meets guests from the Netherlands')).toEqual(['cnil'])
  expect(entitiesOf('Guests from the Netherlands at the data protection authority of France')).toEqual(['cnil'])
})
test('or else by that of the first country named', () =>
  expect(entitiesOf('Paris fines a shop', 'en', 'The decision of the data protection authority is final.')).toEqual(['cnil']))
test('a country named first whose body nobody listed leaves none, even where others are named', () =>
  expect(entitiesOf('Fiji fines a shop', 'en', 'The data protection authority has decided. France looks on.')).toEqual([]))
test('a country whose body nobody listed has none, even where others are named', () =>
  expect(entitiesOf('Data protection authority of Fiji writes home', 'en', 'Guests came from France.')).toEqual([]))
test('a continent has none; a union has', () => {
  expect(entitiesOf('Every data protection authority in Europe')).toEqual([])
  expect(entitiesOf('The data protection authority of the EU')).toEqual(['edpb'])
})
test('a role of several coordinated countries is held by the body of each', () => {
  expect(entitiesOf('The data protection authority of France and of the Netherlands')).toEqual(['cnil', 'ap'])
  expect(entitiesOf('The data protection authority of France, guests from the Netherlands')).toEqual(['cnil'])
})
test("a country coordinated with the one in a body's own name shares its role", () =>
  expect(entitiesOf('The French and Dutch data protection authority')).toEqual(['ap', 'cnil']))
test('another word may stand inside its name', () =>
  expect(entitiesOf('La autoridad neerlandesa de protección de datos multa a una tienda de Francia', 'es')).toEqual(['ap']))
test("a body's own name wins over the role within it", () =>
  expect(entitiesOf('In France, the Dutch data protection authority')).toEqual(['ap']))
test('a language of one country means that country where none is named', () => {
  expect(entitiesOf('Urząd ochrony danych ukarał sklep', 'pl')).toEqual(['uodo'])
  expect(entitiesOf('The data protection authority fined a shop')).toEqual([])
})
test('a name that is an everyday word counts only right beside its country', () => {
  expect(entitiesOf('Parcels wait at French customs')).toEqual(['douane-fr'])
  expect(entitiesOf('Customs of France open parcels')).toEqual(['douane-fr'])
  expect(entitiesOf('France wants parcels to go through customs')).toEqual([])
  expect(entitiesOf('France sends parcels', 'en', 'They go through customs.')).toEqual([])
  expect(entitiesOf('Celnicy', 'pl')).toEqual([])
  expect(entitiesOf('France sends parcels to the customs authority')).toEqual(['douane-fr'])
})
test('a name that every country has is that of the country named; one in capitals is its own', () => {
  const { tag } = taggerFor(
    taxonomy({
      entities: [
        regulator('ftc', 'US', 'FTC'),
        regulator('board', 'TR', 'competition board'),
        regulator('rekabet', 'TR', 'Rekabet Kurumu'),
      ],
      roles: [
        {
          id: 'competition',
          holders: ['ftc', 'board'].map(entityId),
          names: { en: ['competition board', 'rekabet kurumu'] },
        },
      ],
      places: [place('US', { names: { en: ['American'] } })],
      lexicons: [lexicon('en', {})],
    }),
  )
  const named = (title: string) =>
    tag({ title, text: '', language: 'en', sourceTopics: [] }).entities.map(({ id }) => String(id))
  expect(named('The competition board has its say')).toEqual(['board'])
  expect(named('The competition board has its say on three American firms')).toEqual(['ftc'])
  expect(named('The Rekabet Kurumu has its say on three American firms')).toEqual(['rekabet'])
})
test("a union's law is its members', its authority is not", () => {
  const { tag } = taggerFor(
    taxonomy({
      entities: [entity('gdpr', { kind: 'law', place: placeId('EU') }), regulator('edpb', 'EU', 'EDPB')],
      roles: [
        { id: 'law', holders: [entityId('gdpr')], names: { en: ['data protection law'] } },
        { id: 'authority', holders: [entityId('edpb')], names: { en: ['data protection authority'] } },
      ],
      places: [
        place('EU', { kind: 'region', names: { en: ['EU'] }, contains: [placeId('FR')] }),
        place('FR', { names: { en: ['French'] } }),
      ],
      lexicons: [lexicon('en', {})],
    }),
  )
  const named = (title: string) =>
    tag({ title, text: '', language: 'en', sourceTopics: [] }).entities.map(({ id }) => String(id))
  expect(named('French data protection law bites')).toEqual(['gdpr'])
  expect(named('French data protection authority bites')).toEqual([])
})
test('a word that names nothing holds no role', () => expect(entitiesOf('French customs duties rise')).toEqual([]))
