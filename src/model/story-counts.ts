import type { Story } from './story.ts'

export type StoryCounts = {
  readonly articles: number
  /** Articles that are no copies. Only their tags count for the story. */
  readonly reports: number
  readonly copies: number
  /** Including sources that carry an article which another source published first. */
  readonly sources: number
  readonly languages: number
}

export const countStory = ({
  articles,
  sources,
  languages,
}: Pick<Story, 'articles' | 'sources' | 'languages'>): StoryCounts => {
  const copies = articles.filter(({ copyOf }) => copyOf !== null).length
  return {
    articles: articles.length,
    reports: articles.length - copies,
    copies,
    sources: sources.length,
    languages: languages.length,
  }
}

/** The counts of several stories together. A source or language of more than one story counts once. */
export const countStories = (stories: readonly Pick<Story, 'articles' | 'sources' | 'languages'>[]): StoryCounts =>
  countStory({
    articles: stories.flatMap(({ articles }) => articles),
    sources: [...new Set(stories.flatMap(({ sources }) => sources))],
    languages: [...new Set(stories.flatMap(({ languages }) => languages))],
  })
