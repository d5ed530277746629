import type { Tags } from '../../model/article.ts'
import type { Engine } from './engine.ts'

/** Where an article stands in both orders. */
export type Standing = { readonly n: number; readonly sortAt: number; readonly story: number; readonly storyAt: number }

type Tagged = Tags & { readonly language: string }

/** Numbers of everything an article is found by: topics, entities, places, its language, the sources that published it. */
export const tagNumbersOf = ({ tags }: Engine, article: Tagged, sources: readonly number[]): ReadonlySet<number> =>
  new Set([
    ...sources,
    tags.intern('language', article.language),
    ...article.topics.map(({ id }) => tags.intern('topic', id)),
    ...article.entities.map(({ id }) => tags.intern('entity', id)),
    ...article.places.map(({ id }) => tags.intern('place', id)),
  ])

const NONE: ReadonlySet<number> = new Set()

/** Makes the index rows those of `after`, where they are those of `before`. */
export const moveTags = ({ run }: Engine, at: Standing, before = NONE, after = NONE): void => {
  for (const tag of after) {
    if (before.has(tag)) continue
    run('INSERT INTO article_tag (tag, sort_at, article) VALUES (?, ?, ?)', tag, at.sortAt, at.n)
    run('INSERT INTO story_tag (tag, sort_at, story, article) VALUES (?, ?, ?, ?)', tag, at.storyAt, at.story, at.n)
  }
  for (const tag of before) {
    if (after.has(tag)) continue
    run('DELETE FROM article_tag WHERE tag = ? AND sort_at = ? AND article = ?', tag, at.sortAt, at.n)
    run('DELETE FROM story_tag WHERE tag = ? AND sort_at = ? AND story = ? AND article = ?', tag, at.storyAt, at.story, at.n)
  }
}
