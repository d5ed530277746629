import type { Mask } from './masked-spans.ts'
import type { Romanizer } from './romanize.ts'

/** Characters that Chinese writes names of other languages with, in both forms; those that running text is full of are left out. */
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

/** Names that a Chinese text transcribes, as they sound, in Latin letters: `马克龙` is `makelong`. */
export const transcribedNames = (text: string, mask: Mask, romanizer: Romanizer): readonly string[] => {
  const names: string[] = []
  let start = 0
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && mask[index] !== 1 && IS_SYLLABLE[text.charCodeAt(index)] === 1) continue
    if (index - start >= FEWEST_SYLLABLES) names.push(romanizer.word(text.slice(start, index)).replaceAll(/[qx]/g, 's'))
    start = index + 1
  }
  return names
}
