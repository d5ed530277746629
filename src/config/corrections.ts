import type { ConfigProblem } from '../model/configuration.ts'
import { type Correction, CORRECTION_KINDS } from '../model/correction.ts'
import type { ConfigFiles } from './files.ts'
import { type LocatedFile, placeIn, problemIn } from './problems.ts'

type Entry = NonNullable<NonNullable<ConfigFiles['corrections']['value']>['corrections']>[number]

export const toCorrections = ({ value, locate }: ConfigFiles['corrections']): readonly Correction[] =>
  (value?.corrections ?? []).flatMap((entry, index) => {
    const { note = null, by = null, date = null } = entry
    return statementsOf(entry).map(({ kind, of }) => ({
      kind,
      of,
      note,
      by,
      date,
      line: locate(['corrections', index]).line,
    }))
  })

/** The statement of an entry; the schema allows exactly one. */
const statementsOf = (entry: Entry): readonly Pick<Correction, 'kind' | 'of'>[] =>
  CORRECTION_KINDS.flatMap((kind) => {
    const written = entry[kind]
    return written === undefined ? [] : [{ kind, of: typeof written === 'string' ? [written] : written }]
  })

/** Problems across corrections: an article or story named twice in one, and two that one joins and another keeps apart. */
export const contradictions = (file: LocatedFile & Pick<ConfigFiles['corrections'], 'value'>): readonly ConfigProblem[] => {
  const entries = file.value?.corrections ?? []
  const joinsOf = Map.groupBy(
    entries.flatMap(({ join = [] }, index) => [...new Set(join)].map((name) => ({ name, index }))),
    ({ name }) => name,
  )
  return entries.flatMap((entry, at) => [
    ...statementsOf(entry).flatMap(({ kind, of }) =>
      of.flatMap((one, index) =>
        of.indexOf(one) < index
          ? [problemIn(file, { path: ['corrections', at, kind, index], message: 'this stands here twice' })]
          : [],
      ),
    ),
    ...namedTwice((entry.never ?? []).flatMap((name) => joinsOf.get(name) ?? [])).map((index) => {
      const message = `these are joined at ${placeIn(file, ['corrections', index])}; keep one of the two`
      return problemIn(file, { path: ['corrections', at, 'never'], message })
    }),
  ])
}

/** Indices of the entries that contain at least two of the names, ascending. */
const namedTwice = (named: readonly { readonly index: number }[]): readonly number[] =>
  [...Map.groupBy(named, ({ index }) => index)]
    .flatMap(([index, all]) => (all.length > 1 ? [index] : []))
    .toSorted((a, b) => a - b)
