import { articleId, sourceId, storyId } from '../../src/model/ids.ts'
import type { AssignedArticle, StoryState } from '../../src/store/ports/article-log.ts'
import { NOON } from '../store/samples.ts'

/** An article as it was decided: by default it begins the story S. */
export const assigned = (number: number, rest: Partial<AssignedArticle> = {}): AssignedArticle => ({
  number,
  id: articleId(`a${number}`),
  source: sourceId(`source-${number}`),
  alsoIn: [],
  language: 'en',
  story: S,
  copyOf: null,
  sortAt: NOON + number,
  publishedAt: NOON + number,
  firstSeen: NOON + number,
  kind: 'starts',
  parent: null,
  starts: null,
  corrected: null,
  ...rest,
})
export const S = storyId('s1')
export const state = (rest: Partial<StoryState> = {}): StoryState => ({
  id: S,
  lead: 1,
  pinned: false,
  sortAt: NOON,
  publishedAt: NOON,
  updatedAt: NOON,
  continues: null,
  affair: rest.id ?? S,
  ...rest,
})
