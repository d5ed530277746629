import { storyIdOf } from '../../src/store/derived-ids.ts'
import { articleId, sourceId } from '../../src/model/ids.ts'
import type { LoggedArticle } from '../../src/store/ports/article-log.ts'
import { HOUR, NOON } from '../store/samples.ts'

/** An article of the log that nobody has read by meaning or grouped yet. */
export const logged = (number: number, rest: Partial<LoggedArticle> = {}): LoggedArticle => ({
  number,
  id: articleId(`a${number}`),
  ownStory: storyIdOf(articleId(`a${number}`)),
  source: sourceId(`source-${number}`),
  alsoIn: [],
  language: 'en',
  kind: null,
  title: `Report ${number}`,
  text: 'What is known.',
  html: '',
  link: null,
  canonicalUrl: null,
  guid: null,
  publishedAt: NOON + number,
  firstSeen: NOON + number * HOUR,
  revisedAt: null,
  sortAt: NOON + number,
  contentHash: 0,
  fingerprint: null,
  story: null,
  sameAs: null,
  copyOf: null,
  topics: [],
  doubtful: [],
  entities: [],
  places: [],
  ...rest,
})
