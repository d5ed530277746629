import { describe, expect, test } from 'vitest'
import { createTagger } from '../../../src/enrich/tags/tagger.ts'
import { placeId } from '../../../src/model/ids.ts'
import { entity, knowledge, lexicon, place } from './knowledge.ts'

const body = (id: string, at: string, names: Readonly<Record<string, readonly string[]>>) =>
  entity(id, { kind: 'regulator', place: placeId(at), names })
const company = (id: string, names: Readonly<Record<string, readonly string[]>>) => entity(id, { kind: 'company', names })

const tagger = createTagger(
  knowledge({
    entities: [
      company('temu', { ru: ['Тему'] }),
      company('ashan', { ru: ['Ашан'] }),
      company('chitayka', { ru: ['Читайка'] }),
      company('uber', { ar: ['أوبر'] }),
      entity('asean', { names: { ar: ['آسيان'] } }),
      company('shopee', { hi: ['शॉपी'] }),
      entity('domains', { names: { ru: ['Координационный центр'] } }),
      body('mofcom', 'CN', { 'zh-Hans': ['商务部'] }),
      body('police', 'KR', { ko: ['경찰청'] }),
      body('ncc-nigeria', 'NG', { en: ['NCC'] }),
      body('ncc-taiwan', 'TW', { en: ['NCC'] }),
      body('ftc', 'US', { en: ['FTC', 'Trade Commission'] }),
    ],
    places: [
      place('CN', { names: { 'zh-Hans': ['中国'] } }),
      place('GB', { names: { 'zh-Hans': ['英国'], ko: ['영국'] } }),
      place('NG', { names: { en: ['Nigeria'] } }),
      place('TW', { names: { en: ['Taiwan'] } }),
      place('US', { names: { en: ['US'] } }),
      place('FJ', { names: { en: ['Fiji'] } }),
    ],
    lexicons: ['ru', 'ar', 'hi', 'zh-Hans', 'ko', 'en'].map((language) => lexicon(language, {})),
  }),
)
const entitiesOf = (language: string, title: string) =>
  tagger.tag({ title, text: '', language, sourceTopics: [] }).entities.map(({ id }) => String(id))

describe("a name of one word is not cut to another word's beginning", () => {
  test.for([
    ['ru', 'Тем не менее, суд оштрафовал Тему', 'Тем не менее, суд закрыт', 'temu'],
    ['ar', 'قضية أوبر في المحكمة', 'في دار الأوبرا', 'uber'],
    ['ar', 'قمة آسيان', 'في آسيا', 'asean'],
    ['hi', 'शॉपी पर जुर्माना', 'किसी शॉप की विंडो', 'shopee'],
  ] as const)('%s: %s', ([language, named, other, id]) => {
    expect(entitiesOf(language, named)).toEqual([id])
    expect(entitiesOf(language, other)).toEqual([])
  })
  test('what its language declines is found in every case', () => {
    expect(entitiesOf('ru', 'Прибыль Ашана')).toEqual(['ashan'])
    expect(entitiesOf('ru', 'Прибыль Читайки')).toEqual(['chitayka'])
    expect(entitiesOf('ru', 'С Координационным центром')).toEqual(['domains'])
  })
  test('Arabic particles stand before it', () => expect(entitiesOf('ar', 'وأوبر')).toEqual(['uber']))
})

describe('whose body a name is', () => {
  test("the country right before it is another's", () => {
    expect(entitiesOf('zh-Hans', '商务部长访问英国')).toEqual(['mofcom'])
    expect(entitiesOf('zh-Hans', '中国商务部')).toEqual(['mofcom'])
    expect(entitiesOf('zh-Hans', '英国商务部')).toEqual([])
    expect(entitiesOf('ko', '영국 경찰청')).toEqual([])
    expect(entitiesOf('en', 'Fiji Trade Commission meets')).toEqual([])
  })
  test("an abbreviation is nobody else's", () =>
    expect(entitiesOf('en', 'After a talk in Fiji FTC goes home')).toEqual(['ftc']))
  test('of two bodies with one name it is that whose country is named, else either', () => {
    expect(entitiesOf('en', 'NCC of Nigeria')).toEqual(['ncc-nigeria'])
    expect(entitiesOf('en', 'NCC of Nigeria and of Taiwan')).toEqual(['ncc-nigeria', 'ncc-taiwan'])
    expect(entitiesOf('en', 'NCC closes its books')).toEqual(['ncc-nigeria', 'ncc-taiwan'])
  })
})
