import type { ConfigProblem } from '../model/configuration.ts'
import type { Correction, CorrectionKind } from '../model/correction.ts'
import type { ConfigFiles } from './files.ts'
import { placeIn, problemIn } from './problems.ts'

const KINDS = ['split', 'join', 'never', 'pin'] as const satisfies readonly CorrectionKind[]

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

/** What an entry says: one thing, by the schema. */
const statementsOf = (entry: Entry): readonly Pick<Correction, 'kind' | 'of'>[] =>
  KINDS.flatMap((kind) => {
    const written = entry[kind]
    return written === undefined ? [] : [{ kind, of: typeof written === 'string' ? [written] : written }]
  })

/** The same thing named twice in one correction; what is joined in one and kept apart in another. */
export const contradictions = (file: ConfigFiles['corrections']): readonly ConfigProblem[] => {
  const entries = file.value?.corrections ?? []
  const joins = entries.flatMap(({ join }, index) => (join === undefined ? [] : [{ join: new Set(join), index }]))
  return entries.flatMap((entry, at) => [
    ...statementsOf(entry).flatMap(({ kind, of }) =>
      of.flatMap((one, index) =>
        of.indexOf(one) < index
          ? [problemIn(file, { path: ['corrections', at, kind, index], message: 'this stands here twice' })]
          : [],
      ),
    ),
    ...joins
      .filter(({ join }) => (entry.never ?? []).filter((one) => join.has(one)).length > 1)
      .map(({ index }) => {
        const message = `these are joined at ${placeIn(file, ['corrections', index])}; keep one of the two`
        return problemIn(file, { path: ['corrections', at, 'never'], message })
      }),
  ])
}
