/** Examples of the filter language, wherever one stands, and what each regular expression claims to find. */
import { createVocabulary, type Vocabulary } from '../../src/publish/filter/filter-vocabulary.ts'
import { shippedConfiguration } from '../shipped-configuration.ts'
import { type Example, fencesOf, inlineOf, MANUAL, messages } from './documents.ts'

/** Names that filters may use with the shipped configuration. */
export const shippedVocabulary = async (now: number): Promise<Vocabulary> => {
  const { taxonomy, sources } = await shippedConfiguration()
  return createVocabulary(taxonomy, sources, now)
}

const FIELD = /(?:^|[\s(-])(?:topic|entity|place|lang|source|country|title|after|before):[^\s…]/
/** In docs/filters.md everything in backticks is a filter, except: */
const NO_FILTERS: Readonly<Record<string, string>> = {
  AND: 'an operator alone',
  OR: 'an operator alone',
  NOT: 'an operator alone',
  '*': 'a sign alone',
  '\\"': 'a sign alone',
  '\\/': 'a sign alone',
  '?q=': 'a parameter',
  '/search?q=': 'a page',
  'topics:dns': 'stands there for a mistake',
  'lang:': 'a field alone',
  'after:': 'a field alone',
  'before:': 'a field alone',
}
/** What the manual shows as mistakes. */
export const MISTAKES: readonly Example[] = inlineOf('docs/filters.md').filter(({ text }) => text === 'topics:dns')

const isFilter = (text: string): boolean => FIELD.test(text) && !/config\/|:\/\/|^[{#]|^(?:curl|npm|polywire) /.test(text)

export const inManual = (): readonly Example[] =>
  MANUAL.flatMap((name) => [
    ...fencesOf(name)
      .filter(({ language }) => language === 'filter')
      .flatMap(({ at, text }) =>
        text
          .trim()
          .split('\n')
          .map((line) => ({ at, text: line })),
      ),
    ...inlineOf(name)
      .map(({ at, text }) => ({ at, text: text.replace(/^\?q=/, '') }))
      .filter(({ text }) =>
        name === 'docs/filters.md'
          ? !(text in NO_FILTERS) && !text.includes('…') && !/^feeds\.yaml|^polywire /.test(text)
          : isFilter(text),
      ),
  ])

/** A message either is a sentence before one example (“For example: …”) or has filters among its words. */
export const inMessages = (): readonly Example[] =>
  messages().flatMap(({ at, text }) => {
    const [, whole] = /[:：]\s*(\S.*(?:topic|entity|place|lang|source):[\w.-]*\w)$/.exec(text) ?? []
    if (whole !== undefined && isFilter(whole)) return [{ at, text: whole }]
    return inProse({ at, text })
  })

/** `after:30d` in “for instance with after:30d, a topic or a language”. */
export const inProse = ({ at, text }: Example): readonly Example[] =>
  Array.from(
    text.matchAll(/(?<![\p{L}\p{N}.'"])-?(?:topic|entity|place|lang|source|country|title|after|before):[\w.][\w.,-]*[\w]/gu),
    ([filter]) => ({
      at,
      text: filter,
    }),
  )

/** Every regular expression among the examples, with what it finds and what it passes over. */
export const CLAIMS: Readonly<Record<string, { readonly finds: readonly string[]; readonly passes: readonly string[] }>> = {
  '(DSA|DMA) fine': { finds: ['A first DSA fine for a platform', 'DMA fines'], passes: ['A fine under the DSA', 'dsa fine'] },
  '(?i)пошлин\\w*': { finds: ['Новые пошлины на посылки', 'Пошлина'], passes: ['Новые налоги на посылки'] },
  '(?i)data ?cent(er|re)s?': {
    finds: ['Data centres need water', 'a datacenter', 'new data center rules'],
    passes: ['a central database', 'data at the centre'],
  },
}
