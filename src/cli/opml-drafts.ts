import { type PresentSources, type SourceDraft, spelled } from '../config/edit-sources.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import { titleText } from '../text/html/title-text.ts'
import { referenceIn } from '../model/secrets.ts'
import type { OpmlResult } from '../publish/read-opml.ts'

/** Another program's list names no ids: they are made of titles, as a person would, and told apart by numbers. */
export const draftsOf = ({ feeds }: Extract<OpmlResult, { ok: true }>, present: PresentSources): readonly SourceDraft[] => {
  const taken = new Set(present.ids)
  return feeds.map(({ title, url, site, language, categories, extra }) => {
    const isOurs = extra.id !== undefined
    const name = (isOurs ? title : foreignName(title)) || (URL.parse(url)?.host ?? url)
    return {
      id: extra.id ?? present.idAt.get(spelled(url)) ?? freeId(idFrom(name), taken),
      name,
      url,
      ...(site === null ? {} : { site }),
      ...(isOurs ? ownFields({ language, topics: categories }, extra) : foreignFields(language)),
    }
  })
}

/** Others escape titles for HTML and then for XML; what would ask for our environment then stays as it is. */
const foreignName = (title: string | null): string | null => {
  const name = titleText(title ?? '')
  return referenceIn(name) === null ? name : title
}

/** `english` and `en-us` are languages, `unknown` is none. */
const foreignFields = (written: string | null): Partial<SourceDraft> => {
  const language = languageTag(written)
  return language === null ? {} : { language }
}

type Own = { readonly language: string | null; readonly topics: readonly string[] }

/** What only our own lists say: categories there are topics. */
const ownFields = ({ language, topics }: Own, extra: Readonly<Record<string, string>>): Partial<SourceDraft> => ({
  ...(language === null ? {} : { language }),
  ...(topics.length === 0 ? {} : { topics: [...topics] }),
  ...(extra.country === undefined ? {} : { country: extra.country }),
  ...(extra.every === undefined ? {} : { every: extra.every }),
  ...(extra.min === undefined ? {} : { min: extra.min }),
  ...(extra.max === undefined ? {} : { max: extra.max }),
  ...(extra.republish === undefined ? {} : { republish: extra.republish as SourceDraft['republish'] }),
  ...(extra.page === undefined ? {} : { page: pageFrom(extra.page) }),
  ...(extra.insecure_tls === undefined ? {} : { insecure_tls: extra.insecure_tls === 'true' }),
  ...(extra.websub === undefined ? {} : { websub: extra.websub === 'true' }),
  ...(extra.retry_scope === undefined ? {} : { retry_scope: extra.retry_scope as SourceDraft['retry_scope'] }),
  ...(extra.active === undefined ? {} : { active: extra.active === 'true' }),
})

/** What is no JSON is left as text, which no page rule is. */
const pageFrom = (text: string): SourceDraft['page'] => {
  try {
    return withoutNulls(JSON.parse(text)) as SourceDraft['page']
  } catch {
    return text as unknown as SourceDraft['page']
  }
}

const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => inner !== null)
          .map(([name, inner]) => [name, withoutNulls(inner)]),
      )
    : value

const idFrom = (title: string): string => {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return words.replaceAll(/^-+|-+$/g, '').slice(0, 48) || 'source'
}

const freeId = (wanted: string, taken: Set<string>): string => {
  let id = wanted
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`
  taken.add(id)
  return id
}
