import type { z } from 'zod'
import { type PlaceId, placeId } from '../model/ids.ts'
import type { Label, Lexicon, Place } from '../model/taxonomy.ts'
import type { placesFile } from './schemas.ts'

type Written = NonNullable<z.output<typeof placesFile>['places']>[number]

/** Countries of CLDR, completed by what places.yaml says of them, and the places that it adds. */
export const toPlaces = (
  written: readonly Written[],
  countries: readonly Place[],
  lexicons: readonly Lexicon[],
): readonly Place[] => {
  const entries = new Map(written.map((place) => [place.id, place]))
  const known = new Set([...countries.map(({ id }) => String(id)), ...entries.keys()])
  const regionOf = new Map<string, string>()
  for (const region of written) {
    // The first region that lists a country is the one it is within; the others hold it as well.
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

/** `CN-GD-shenzhen` is within `CN-GD`, or within `CN` where that is all we know. */
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
