import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import { type PlaceId, placeId } from '../model/ids.ts'
import type { Label, Lexicon, Place } from '../model/taxonomy.ts'
import type { placesFile } from './schemas.ts'

type Written = NonNullable<z.output<typeof placesFile>['places']>[number]

/** The countries of CLDR, with what places.yaml adds to them, and the other places of places.yaml. */
export const toPlaces = (
  written: readonly Written[],
  countries: readonly Place[],
  lexicons: readonly Lexicon[],
): readonly Place[] => {
  const entries = new Map(written.map((place) => [place.id, place]))
  const known = new Set([...countries.map(({ id }) => String(id)), ...entries.keys()])
  const regionOf = new Map<string, string>()
  for (const region of written) {
    // A country is within the first region that lists it; the other regions contain it as well.
    for (const id of region.contains ?? []) if (!regionOf.has(id)) regionOf.set(id, region.id)
  }
  const above = (id: string): PlaceId | null => {
    const within = entries.get(id)?.within ?? regionOf.get(id) ?? placeAbove(id, known)
    return within === undefined ? null : placeId(within)
  }
  const own = new Set(countries.map(({ id }) => String(id)))
  return [
    ...countries.map((country) => complete({ ...country, within: above(country.id) }, entries.get(country.id))),
    ...written
      .filter(({ id }) => !own.has(id))
      .map((place) => complete(bare(place, lexicons, above(place.id)), { ...place, label: undefined })),
  ]
}

const bare = (written: Written, lexicons: readonly Lexicon[], within: PlaceId | null): Place => ({
  id: placeId(written.id),
  kind: written.kind ?? kindOf(written.id),
  label: labelOf(written, lexicons),
  within,
  names: {},
  context: [],
})

const complete = (place: Place, written: Written | undefined): Place => {
  if (written === undefined) return place
  const names: Record<string, readonly string[]> = { ...place.names }
  for (const [language, more] of Object.entries(written.names ?? {})) {
    names[language] = [...new Set([...(names[language] ?? []), ...more])]
  }
  return {
    ...place,
    label: { ...place.label, ...written.label },
    names,
    context: written.context ?? [],
    ambiguous: written.ambiguous ?? [],
    everyday: written.everyday ?? [],
    firstNames: written.first_names ?? [],
    asWritten: written.as_written ?? [],
    ...(written.contains === undefined ? {} : { contains: written.contains.map(placeId) }),
  }
}

const labelOf = ({ id, label, names = {} }: Written, lexicons: readonly Lexicon[]): Label => {
  const shown = lexicons.flatMap(({ language, places }) => {
    const [name] = places[id] ?? []
    return name === undefined || name.includes('*') ? [] : [[language, name] as const]
  })
  return { en: names.en?.[0] ?? names.any?.[0] ?? id, ...Object.fromEntries(shown), ...label }
}

/** `CN-GD-shenzhen` is within `CN-GD`, or within `CN` where `CN-GD` is not known. */
const placeAbove = (id: string, known: ReadonlySet<string>): string | undefined => {
  for (let cut = id.lastIndexOf('-'); cut > 0; cut = id.lastIndexOf('-', cut - 1)) {
    if (known.has(id.slice(0, cut))) return id.slice(0, cut)
  }
  return undefined
}

const kindOf = (id: string): Place['kind'] => {
  if (/^[A-Z]{2}$/.test(id)) return 'country'
  if (/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(id)) return 'subdivision'
  return /^[A-Z]{2}-/.test(id) ? 'city' : 'region'
}

type Names = Map<string, Map<string, string[]>>

/** Codes of CLDR that are no country or territory of ISO 3166-1: unions, pseudo-accents, outlying parts of other countries. */
const NOT_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'AC', 'CP', 'DG', 'EA', 'IC', 'TA', 'CQ'])
const FOLDERS: Readonly<Record<string, string>> = { 'zh-Hans': 'zh' }

/**
 * Every country and territory of ISO 3166-1 (and Kosovo, XK) with its names in the given languages, from the Unicode CLDR. Reads one file of
 * 8–20 kB per language; a language that CLDR lacks is skipped. English is always read, for the labels.
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

/** Keys are `GB`, `GB-alt-short`, `CZ-alt-variant`; news use the short form, which therefore comes first. */
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

/** `Myanmar (Burma)` is two names; `Bosnia & Herzegovina` and `St. Lucia` are also written out. The names of the two Congos are not split. */
const spellingsOf = (name: string, code: string): readonly string[] => {
  const [, outside, inside] = /^([^((]+?) ?[((](.+)[))]$/.exec(name) ?? []
  const isCongo = /congo|конго|kongo|刚果|剛果|コンゴ|콩고|الكونغو|कांगो|কঙ্গো|کنگو|کانگو|קונגו|κονγκό|คองโก|ኮንጎ/iu.test(name)
  const other = inside === undefined || WITH_A_REMARK.has(code) ? [] : [inside]
  const parts = outside === undefined || isCongo ? [name] : [outside, ...other]
  return parts.flatMap((part) => {
    const written = part.replace(' & ', ' and ').replace(/^St\. /, 'Saint ')
    return written === part ? [part] : [part, written]
  })
}

/** Codes without a second name in brackets: after Hong Kong and Macao «special administrative region»; after some islands their country: (США), (Francie). */
const WITH_A_REMARK = new Set(['HK', 'MO', 'UM', 'VG', 'VI', 'MF', 'SX'])

/** CLDR lists «US» and «UK» in many languages; only in English do they mean the countries. */
const isBareCode = (spelling: string, language: string): boolean => language !== 'en' && /^[A-Z]{2}$/.test(spelling)
