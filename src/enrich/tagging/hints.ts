import type { TopicId } from '../../model/ids.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import type { Mention } from './mentions.ts'
import type { NamedEntities } from './named-entities.ts'

export type Hint = { readonly entity: number; readonly topics: readonly number[]; readonly mention: Mention }

export const hintsIn = (
  { entities }: Taxonomy,
  topicIndex: ReadonlyMap<TopicId, number>,
): ((named: NamedEntities) => readonly Hint[]) => {
  const hinted = entities.map(({ topics }) => topics.flatMap((topic) => topicIndex.get(topic) ?? []))
  return (named) =>
    named.entities.flatMap(({ mentions: [mention], target }) => {
      const topics = hinted[target] ?? []
      return mention === undefined || topics.length === 0 ? [] : [{ entity: target, topics, mention }]
    })
}
