import type { Evidence } from '../../model/article.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { codeUnitsOf } from '../../text/code-units.ts'
import { isSmall } from '../../text/characters.ts'
import { HAN, HEBREW, HIRAGANA, KATAKANA, LATIN, NONE, SOUTH_EAST_ASIAN, scriptOf } from '../../text/script.ts'
import { createPhoneticEncoder, type Romanizer, createRomanizer } from './phonetic-key.ts'

/** Adds the features of a text's names. `isOrdinary`: words that name nobody; `mask`: which positions to skip. */
type NameFinder = (
  found: Set<string>,
  text: string,
  language: LanguageTag,
  isOrdinary: (word: string) => boolean,
  mask?: Mask,
) => void

/**
 * Finds features: phonetic keys of names, `name:kmtp`, and Latin words that are not ordinary ones, `word:kamotova`. In alphabets with capitals, words
 * that begin small are no names; of names in Han characters, only those that Chinese transcribes have a phonetic key.
 */
export const createNameFinder = (): NameFinder => {
  const romanizer = createRomanizer()
  const phonetic = createPhoneticEncoder(romanizer)

  const addWord = (found: Set<string>, word: string, isOrdinary: (word: string) => boolean): void => {
    if (/^\d+$/.test(word)) return
    const plain = romanizer.word(word)
    if ((plain.length > 3 || /[A-Z0-9]/.test(word.slice(1))) && !isOrdinary(word)) found.add(`word:${plain}`)
  }
  return (found, text, language, isOrdinary, mask = NO_MASK) => {
    const units = codeUnitsOf(text)
    const scriptAt = (index: number): number => (index < text.length && mask[index] !== 1 ? scriptOf(units[index] ?? 0) : NONE)
    let start = -1
    let kind = NONE
    for (let index = 0; index <= text.length; index += 1) {
      const script = scriptAt(index)
      if (script === kind) continue
      // Inside a word, a geresh marks a consonant that the alphabet lacks.
      if (kind === HEBREW && mask[index] !== 1 && GERESH.includes(text.charAt(index)) && scriptAt(index + 1) === HEBREW)
        continue
      if (start >= 0 && isNameLike(units[start] ?? 0, kind)) {
        if (kind === LATIN && index - start > 2) addWord(found, text.slice(start, index), isOrdinary)
        addKey(found, phonetic.keyAt(text, units, start, index))
      }
      start = script === NONE ? -1 : index
      kind = script
    }
    if (!language.startsWith('zh')) return
    for (const name of transcribedNames(text, mask, romanizer)) addKey(found, phonetic.keyOf(name))
  }
}
const GERESH = "'׳’‘"

const isNameLike = (first: number, script: number): boolean =>
  script !== HAN && script !== HIRAGANA && script !== SOUTH_EAST_ASIAN && (script === KATAKANA || !isSmall(first))

const addKey = (found: Set<string>, key: string): void => {
  if (key.length >= FEWEST_CONSONANTS) found.add(`name:${key}`)
}

/** The fewest consonants of a name's key. Names with no more than these are shared by chance now and then. */
export const FEWEST_CONSONANTS = 3

/** Characters with which Chinese writes foreign names, simplified and traditional, without those that are frequent in running text. */
const SYLLABLES = [
  '阿埃艾爱愛安昂奥奧巴拜班邦鲍鮑贝貝彼宾賓波伯博布采查达達戴丹德登邓鄧狄迪蒂丁杜敦顿頓厄恩尔爾',
  '范範菲费費芬丰冯馮弗夫福盖蓋甘冈岡戈格葛古哈汉漢豪赫亨胡霍基吉加贾賈简簡杰傑卡凯凱坎康考柯科克肯孔库庫夸奎昆',
  '拉莱萊兰蘭朗劳勞勒雷蕾黎理利莉丽麗列林琳龙龍卢盧鲁魯露伦倫罗羅洛吕呂马馬玛瑪迈邁麦麥曼芒梅蒙孟米密缪繆摩莫默姆穆',
  '拿娜纳納奈嫩尼妮宁寧纽紐努诺諾欧歐帕潘庞龐佩彭蓬皮珀坡普奇齐齊恰钱乔喬切琴丘琼瓊茹瑞若',
  '撒萨薩塞桑瑟森沙莎珊舍圣什史舒朔斯丝絲苏蘇索塔泰坦汤湯唐陶特腾騰廷图圖托脱瓦娃旺威韦韋维維魏温溫翁沃乌烏武伍',
  '希锡錫夏香肖谢謝辛欣雄休许許逊遜雅亚亞扬揚耶叶葉伊尤约泽澤曾詹张芝朱兹茲卓佐哲',
].join('')
const IS_SYLLABLE = new Uint8Array(0x10000)
for (const syllable of SYLLABLES) IS_SYLLABLE[syllable.charCodeAt(0)] = 1
const FEWEST_SYLLABLES = 3

/** Foreign names that a Chinese text transcribes, by their pronunciation in Latin letters: `马克龙` is `makelong`. */
const transcribedNames = (text: string, mask: Mask, romanizer: Romanizer): readonly string[] => {
  const names: string[] = []
  let start = 0
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && mask[index] !== 1 && IS_SYLLABLE[text.charCodeAt(index)] === 1) continue
    if (index - start >= FEWEST_SYLLABLES) names.push(romanizer.word(text.slice(start, index)).replaceAll(/[qx]/g, 's'))
    start = index + 1
  }
  return names
}

/** By position in a text: 1 where it is skipped. */
type Mask = Uint8Array

/** Masks the spans of known evidence in a title that is followed by a line break and a text. */
export const maskOf = (title: string, length: number, known: readonly Evidence[]): Mask => {
  const mask = new Uint8Array(length)
  const spans = known
    .map(({ field, start, end }) => {
      const from = field === 'title' ? 0 : title.length + 1
      return { start: from + start, end: from + end }
    })
    .filter(({ start }) => start < length)
  let last = 0
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    if (start < last) continue
    mask.fill(1, start, end)
    last = end
  }
  return mask
}

const NO_MASK: Mask = new Uint8Array(0)
