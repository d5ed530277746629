import type { LanguageTag } from '../../model/ids.ts'
import { languageTag } from './language-tag.ts'
import type { WritingSystem } from './writing-system.ts'

const CYRILLIC = new Set('ru uk be bg mk sr-Cyrl kk ky tg mn tt ba cv os ce sah tyv myv mhr av udm kv bxr'.split(' '))
const ARABIC = new Set('ar fa ur ps ckb sd ug azb pnb lrc mzn arz ku ks'.split(' '))
const DEVANAGARI = new Set('hi mr ne sa bh mai gom new bho'.split(' '))

/** Our tag for a model's code, null where that language is not written in this system. */
export const inSystem = (system: WritingSystem, code: string): LanguageTag | null => {
  if (code === 'sr' || code === 'sh') return system === 'Cyrillic' ? 'sr-Cyrl' : system === 'Latin' ? 'sr-Latn' : null
  const tag = languageTag(code)
  if (tag === null) return null
  if (system === 'Cyrillic') return CYRILLIC.has(tag) ? tag : null
  if (system === 'Devanagari') return DEVANAGARI.has(tag) ? tag : null
  // Western Panjabi is written as Urdu is, and the models take one for the other.
  if (system === 'Arabic') return tag === 'pnb' ? 'ur' : ARABIC.has(tag) ? tag : null
  return isLatin(tag) ? tag : null
}
const NOT_LATIN = new Set(
  'el he yi ja ko zh-Hans zh-Hant th lo km my ka hy am ti bn as pa gu or ta te kn ml si dv bo'.split(' '),
)
const isLatin = (tag: LanguageTag): boolean =>
  !NOT_LATIN.has(tag) && !CYRILLIC.has(tag) && !DEVANAGARI.has(tag) && (!ARABIC.has(tag) || tag === 'ku')

/** Whether a declared language can be what is written here: a Russian feed's English title is not Russian. */
export const isWritten = (system: WritingSystem, tag: LanguageTag): boolean => inSystem(system, tag) === tag

const SELDOM = new Set(
  (
    'gl ceb ht jv lb la war co mt eo ia io vo oc ast nds fy ba cv os ce sah tyv su sc vec lmo pms nap scn als bar ny st sn sm haw xh yo ' +
    'ig mg mi gd cy ga br hsb dsb kw gv wa li zea frr rm fur an ext lad sa bh mai gom new tg kv nah jbo nn is'
  ).split(' '),
)
export const isSeldom = (tag: LanguageTag): boolean => SELDOM.has(tag)
