import { expect, test } from 'vitest'
import { createWordCheck } from '../../../src/enrich/tagging/longest-names.ts'

const isWhole = createWordCheck()
const check = (marked: string, language = 'zh-Hans'): boolean =>
  isWhole(
    { field: 'title', start: marked.indexOf('['), end: marked.indexOf(']') - 1 },
    { title: marked.replaceAll(/[[\]]/g, ''), text: '', language },
  )

test('a name that holds half of another word is none', () => {
  expect(check('[快手]与对手和解')).toBe(true)
  expect(check('出[手快]艺好的木匠')).toBe(false)
  expect(check('反应[快手]脚灵')).toBe(false)
  expect(check('[京东]方科技的新屏幕')).toBe(false)
})
test('a longer word around a name keeps it', () => expect(check('[中国]人的礼遇')).toBe(true))
test('longer names and other languages are not asked', () => {
  expect(check('美国[商务部]长来访')).toBe(true)
  expect(check('反応[快手]脚灵', 'ja')).toBe(true)
})
test('a street is no city', () => {
  expect(check('[南京]路的周末')).toBe(false)
  expect(check('[南京]東路塞車', 'zh-Hant')).toBe(false)
  expect(check('[上海]路演开始')).toBe(true)
})
