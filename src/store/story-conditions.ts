/** Conditions on `article a` that a filter sets for its story, on every engine. */
import type { Filter } from '../model/filter.ts'

type Bind<Value> = (value: Value) => string

export const originsBetween = ({ least, most }: Extract<Filter, { kind: 'origins' }>, bind: Bind<number>): string =>
  `coalesce((SELECT s.origins FROM story s WHERE s.n = a.story) BETWEEN ${bind(least)} AND ${bind(most ?? MOST)}, 1 = 0)`
const MOST = 2 ** 31 - 1

export const lacksLanguage = ({ anyOf }: Extract<Filter, { kind: 'missing' }>, bind: Bind<string>): string =>
  `(${anyOf.map((language) => `NOT EXISTS (SELECT 1 FROM article m WHERE m.story = a.story AND (m.language = ${bind(language)} OR m.language LIKE ${bind(`${language}-%`)}))`).join(' OR ')})`
