/** Names of topics, organisations, places, languages and countries, in the languages that the request prefers. */
import type { LanguageTag } from '../../model/ids.ts'
import { type Label, labelIn } from '../../model/taxonomy.ts'
import { tagIndex } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'

/** The label in the first of these languages that it has (any script will do), else in English. */
export const labelFor = (label: Label, preferred: readonly LanguageTag[]): string => {
  for (const wanted of preferred) {
    const base = wanted.split('-')[0] ?? ''
    const found = [wanted, base, ...Object.keys(label)].find(
      (tag) => label[tag] !== undefined && (tag === wanted || tag === base || tag.startsWith(`${base}-`)),
    )
    if (found !== undefined) return labelIn(label, found)
  }
  return labelIn(label, 'en')
}

export type Names = ReturnType<typeof namesFor>

/** Functions that give the name of an id; an id that the configuration no longer has is its own name. */
export const namesFor = ({ configuration }: Pick<PageContext, 'configuration'>, preferred: readonly LanguageTag[]) => {
  const { topics, entities, places } = tagIndex(configuration)
  const readers = [...preferred, 'en']
  const languages = new Intl.DisplayNames(readers, { type: 'language' })
  const countries = new Intl.DisplayNames(readers, { type: 'region' })
  const named = (id: string, known: { readonly label: Label } | undefined): string =>
    known === undefined ? id : labelFor(known.label, preferred)
  return {
    topic: (id: string) => named(id, topics.get(id)),
    entity: (id: string) => named(id, entities.get(id)),
    place: (id: string) => named(id, places.get(id)),
    entityKind: (id: string) => entities.get(id)?.kind ?? null,
    placeKind: (id: string) => places.get(id)?.kind ?? null,
    language: (tag: string) => (tag === 'und' ? tag : (languages.of(tag) ?? tag)),
    country: (code: string) => countries.of(code) ?? code,
  }
}
