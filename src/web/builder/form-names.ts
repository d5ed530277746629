/** Names in the reader's language for the ids in the form. */
import { sourceId } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'
import type { Locale } from '../locale.ts'
import { sourceName, tagIndex } from '../pages/configuration-index.ts'
import { labelled } from '../pages/foreign.ts'
import { kindName } from '../pages/kind-label.ts'
import type { Html, PageContext } from '../pages/page-context.ts'
import type { ListField } from './feed-form.ts'

type Names = Pick<PageContext, 'configuration'> & { readonly locale: Locale }

export const nameOf = ({ configuration, locale }: Names, field: ListField, id: string): string => {
  if (field === 'lang') return locale.languageName(id)
  if (field === 'country') return locale.countryName(id)
  if (field === 'kind') return kindName(locale, id) ?? id
  if (field === 'source') return sourceName(configuration, sourceId(id))
  const label = labelOf(configuration, field, id)
  return label === undefined ? id : locale.label(label)
}

/** The name as `nameOf` gives it, marked if it is in another language than the page. */
export const markedName = (context: PageContext, field: ListField, id: string): Html | string => {
  const isLabelled = field === 'topic' || field === 'entity' || field === 'place'
  const label = isLabelled ? labelOf(context.configuration, field, id) : undefined
  return label === undefined ? nameOf(context, field, id) : labelled(context.locale, label)
}

const labelOf = (
  configuration: PageContext['configuration'],
  field: 'topic' | 'entity' | 'place',
  id: string,
): Label | undefined => {
  const { topics, entities, places } = tagIndex(configuration)
  return { topic: topics, entity: entities, place: places }[field].get(id)?.label
}
