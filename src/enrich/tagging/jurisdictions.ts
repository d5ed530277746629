import type { Taxonomy } from '../../model/taxonomy.ts'

/** For a place of the taxonomy, itself and what contains it. */
export type Jurisdictions = (place: number) => readonly string[]

export const createJurisdictions = ({ places }: Taxonomy): Jurisdictions => {
  const within = new Map<string, string | null>(places.map((place) => [place.id, place.within]))
  const chains = places.map(({ id }) => {
    const chain: string[] = []
    for (let at: string | null = id; at !== null && !chain.includes(at); at = within.get(at) ?? null) chain.push(at)
    return chain
  })
  return (place) => chains[place] ?? []
}
