/** Topics and places that a filter finds a narrower one by. */
import type { Configuration } from '../../model/configuration.ts'
import type { ReportCountQuery } from '../../store/ports/story-search.ts'

type IdsAbove = ReportCountQuery['above']
const known = new WeakMap<Configuration, IdsAbove>()

export const idsAbove = (configuration: Configuration): IdsAbove => {
  const above = known.get(configuration) ?? find(configuration)
  known.set(configuration, above)
  return above
}

const find = ({ taxonomy: { topics, places } }: Configuration): IdsAbove => ({
  topic: closure(topics.map(({ id, parent }) => [id, parent])),
  // A country is in Europe, the EU and the OECD.
  place: closure([
    ...places.map(({ id, within }) => [id, within] as const),
    ...places.flatMap(({ id, contains = [] }) => contains.map((part) => [part, id] as const)),
  ]),
})

const closure = (steps: readonly (readonly [id: string, above: string | null])[]): ReadonlyMap<string, readonly string[]> => {
  const direct = Map.groupBy(steps, ([id]) => id)
  const all = (id: string): readonly string[] => {
    const found = new Set([id])
    // A set may grow during iteration, so this reaches the top and ends on a cycle.
    for (const one of found) for (const [, above] of direct.get(one) ?? []) if (above !== null) found.add(above)
    found.delete(id)
    return [...found]
  }
  return new Map([...direct.keys()].map((id) => [id, all(id)]))
}
