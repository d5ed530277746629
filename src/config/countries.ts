import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { placeId } from '../model/ids.ts'
import type { Place } from '../model/taxonomy.ts'

/** A country's code and its names by language, the first of each the usual one. */
type Names = Map<string, Map<string, string[]>>

/** Codes of CLDR that are no country or territory of ISO 3166-1: unions, pseudo-accents, the outlying parts of others. */
const NOT_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'AC', 'CP', 'DG', 'EA', 'IC', 'TA', 'CQ'])
const FOLDERS: Readonly<Record<string, string>> = { 'zh-Hans': 'zh' }

/**
 * Every country and territory of ISO 3166-1 (and Kosovo, XK) with its names in the given languages, from the Unicode CLDR. One
 * file of 8–20 kB is read a language; a language that CLDR lacks is passed over. English is always read, for the labels.
 */
export const readCountries = async (languages: readonly string[]): Promise<readonly Place[]> => {
  const names: Names = new Map()
  const wanted = ['en', ...languages.filter((language) => language !== 'en')]
  const all = await Promise.all(wanted.map(async (language) => [language, await territoriesIn(language)] as const))
  for (const [language, territories] of all) addNames(names, language, territories)
  return [...names].map(([code, byLanguage]) => ({
    id: placeId(code),
    kind: 'country',
    label: Object.fromEntries([...byLanguage].map(([language, [first = code]]) => [language, first])),
    within: null,
    names: Object.fromEntries(byLanguage),
    context: [],
  }))
}

const territoriesIn = async (language: string): Promise<Readonly<Record<string, string>>> => {
  const root = join(dirname(createRequire(import.meta.url).resolve('cldr-localenames-full/package.json')), 'main')
  const folder = FOLDERS[language] ?? language
  try {
    const text = await readFile(join(root, folder, 'territories.json'), 'utf8')
    const parsed = JSON.parse(text) as { main: Record<string, { localeDisplayNames: { territories: Record<string, string> } }> }
    return parsed.main[folder]?.localeDisplayNames.territories ?? {}
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return {}
  }
}

/** Keys are `GB`, `GB-alt-short`, `CZ-alt-variant`; the short form is the one that news use. */
const addNames = (names: Names, language: string, territories: Readonly<Record<string, string>>): void => {
  for (const [key, name] of Object.entries(territories)) {
    const [, code = '', form = ''] = /^([A-Z]{2})(?:-alt-(\w+))?$/.exec(key) ?? []
    if (code === '' || NOT_COUNTRIES.has(code)) continue
    const byLanguage = names.get(code) ?? new Map<string, string[]>()
    names.set(code, byLanguage)
    const spellings = byLanguage.get(language) ?? []
    byLanguage.set(language, spellings)
    for (const spelling of spellingsOf(name, code)) {
      if (spellings.includes(spelling) || isBareCode(spelling, language)) continue
      if (form === 'short' && !/\.|^[A-Z]+$/.test(spelling)) spellings.unshift(spelling)
      else spellings.push(spelling)
    }
  }
}

/** `Myanmar (Burma)` is two names; `Bosnia & Herzegovina` and `St. Lucia` are written out as well. The two Congos stay whole. */
const spellingsOf = (name: string, code: string): readonly string[] => {
  const [, outside, inside] = /^(.+?) ?[((](.+)[))]$/.exec(name) ?? []
  const isCongo = /congo|конго|kongo|刚果|剛果|コンゴ|콩고|الكونغو|कांगो|কঙ্গো|کنگو|کانگو|קונגו|κονγκό|คองโก|ኮንጎ/iu.test(name)
  const other = inside === undefined || WITH_A_REMARK.has(code) ? [] : [inside]
  const parts = outside === undefined || isCongo ? [name] : [outside, ...other]
  return parts.flatMap((part) => {
    const written = part.replace(' & ', ' and ').replace(/^St\. /, 'Saint ')
    return written === part ? [part] : [part, written]
  })
}

/** In brackets after Hong Kong and Macao: «special administrative region»; after some islands the country that they belong to: (США), (Francie). */
const WITH_A_REMARK = new Set(['HK', 'MO', 'UM', 'VG', 'VI', 'MF', 'SX'])

/** CLDR gives «US» and «UK» in many languages; they mean the countries in English, and other things elsewhere. */
const isBareCode = (spelling: string, language: string): boolean => language !== 'en' && /^[A-Z]{2}$/.test(spelling)
