import type { Engine } from './engine.ts'
import type { Standing } from './standing.ts'
import type { StoryPlace } from './story-rows.ts'

const NONE: ReadonlySet<number> = new Set()
type Tables = Pick<Engine, 'run' | 'tags' | 'youngTags'>

/** Makes the index rows those of `after`, where they are those of `before`. */
export const moveTags = (engine: Tables, at: Standing, before = NONE, after = NONE): void => {
  for (const tag of after) {
    if (before !== NONE && before.has(tag)) continue
    if (isYoung(engine, tag, at.n)) engine.youngTags.add(tag, at)
    else add(engine, at, tag)
  }
  for (const tag of before) if (!after.has(tag)) drop(engine, at, tag)
}

/** The same rows, of another story. */
export const moveTagsToStory = (engine: Tables, at: Standing, tags: ReadonlySet<number>, to: StoryPlace): void => {
  const { run, youngTags } = engine
  for (const tag of tags) {
    if (isYoung(engine, tag, at.n)) {
      youngTags.tell()
      run('UPDATE young_tag SET story = ?, story_at = ? WHERE tag = ? AND article = ?', to.n, to.sortAt, tag, at.n)
      continue
    }
    run(DROP_FROM_STORY, tag, at.storyAt, at.story, at.n)
    run(ADD_TO_STORY, tag, to.sortAt, to.n, at.n)
  }
}

/** It is not in the tables yet. */
const isYoung = ({ tags }: Tables, tag: number, article: number): boolean => article > tags.writtenTo(tag)

const add = ({ run }: Tables, { n, sortAt, story, storyAt }: Standing, tag: number): void => {
  run('INSERT INTO article_tag (tag, sort_at, article) VALUES (?, ?, ?)', tag, sortAt, n)
  run(ADD_TO_STORY, tag, storyAt, story, n)
}

const drop = (engine: Tables, { n, sortAt, story, storyAt }: Standing, tag: number): void => {
  const { run, youngTags } = engine
  if (isYoung(engine, tag, n)) {
    youngTags.tell()
    run('DELETE FROM young_tag WHERE tag = ? AND article = ?', tag, n)
    return
  }
  run('DELETE FROM article_tag WHERE tag = ? AND sort_at = ? AND article = ?', tag, sortAt, n)
  run(DROP_FROM_STORY, tag, storyAt, story, n)
}

const ADD_TO_STORY = 'INSERT INTO story_tag (tag, sort_at, story, article) VALUES (?, ?, ?, ?)'
const DROP_FROM_STORY = 'DELETE FROM story_tag WHERE tag = ? AND sort_at = ? AND story = ? AND article = ?'
