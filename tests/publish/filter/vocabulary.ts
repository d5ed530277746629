/** A small field of taxonomy for the tests of this folder. */
import { entityId, placeId, sourceId, topicId } from '../../../src/model/ids.ts'
import type { Source } from '../../../src/model/source.ts'
import type { Entity, Taxonomy, Place, Topic } from '../../../src/model/taxonomy.ts'
import { createVocabulary } from '../../../src/publish/filter/filter-vocabulary.ts'

const topic = (id: string, parent: string | null, label: Record<string, string>): Topic => ({
  id: topicId(id),
  parent: parent === null ? null : topicId(parent),
  label,
  scope: { in: null, out: null },
  iptc: [],
  examples: { match: [], miss: [] },
})

const entity = (id: string, label: Record<string, string>, names: Record<string, string[]>): Entity => ({
  id: entityId(id),
  label,
  kind: 'company',
  place: null,
  parent: null,
  wikidata: null,
  topics: [],
  names,
  context: [],
  caseSensitive: false,
})

const place = (id: string, within: string | null, label: Record<string, string>): Place => ({
  id: placeId(id),
  kind: 'country',
  label,
  within: within === null ? null : placeId(within),
  names: {},
  context: [],
})

export const source = (id: string, name: string, over: Partial<Source> = {}): Source => ({
  id: sourceId(id),
  name,
  url: `https://${id}.example/feed.xml`,
  site: `https://${id}.example/`,
  language: 'en',
  country: 'NL',
  topics: [],
  everyMs: 3_600_000,
  minMs: 600_000,
  maxMs: 86_400_000,
  page: null,
  republish: 'full',
  insecureTls: false,
  embed: true,
  websub: true,
  retryScope: 'source',
  active: true,
  ...over,
})

export const taxonomy: Taxonomy = {
  topics: [
    topic('e-commerce', null, { en: 'E-commerce', 'zh-Hans': '电子商务' }),
    topic('ec.cross-border', 'e-commerce', { en: 'Cross-border e-commerce', 'zh-Hans': '跨境电商' }),
    topic('ec.cross-border.duty', 'ec.cross-border', { en: 'Import duty' }),
    topic('ec.consumer', 'e-commerce', { en: 'Consumer protection' }),
    topic('ig', null, { en: 'Internet governance' }),
    topic('ig.dns', 'ig', { en: 'Domain names', de: 'Domainnamen' }),
  ],
  entities: [
    entity('temu', { en: 'Temu' }, { any: ['Temu'], zh: ['拼多多海外版'] }),
    entity('icann', { en: 'ICANN' }, { any: ['ICANN'] }),
  ],
  places: [
    place('CN', null, { en: 'China' }),
    place('CN-GD', 'CN', { en: 'Guangdong' }),
    place('CN-GD-shenzhen', 'CN-GD', { en: 'Shenzhen' }),
    place('RU', null, { en: 'Russia' }),
    { ...place('BRICS', null, { en: 'BRICS' }), kind: 'region', contains: [placeId('RU'), placeId('CN')] },
  ],
  lexicons: [{ language: 'ru', topics: {}, entities: {}, places: {}, notNames: [] }],
}

export const sources = [
  source('ripe-labs', 'RIPE Labs'),
  source('pr-wire', 'PR Wire', { country: 'US', republish: 'title' }),
  source('lenta', 'Лента', { language: 'ru', country: 'RU', republish: 'excerpt' }),
]

export const NOW = Date.parse('2026-11-24T12:00:00Z')
export const vocabulary = createVocabulary(taxonomy, sources, NOW)
