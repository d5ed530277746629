import type { Story } from './story.ts'

/** The numbers of a story, as every page, feed and answer gives them. */
export type StoryCounts = {
  readonly articles: number
  /** Articles that are no copies: the ones whose tags count. */
  readonly reports: number
  readonly copies: number
  /** With those that published an article that another source had first. */
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

/** The same of several stories together: a source or language of two of them counts once. */
export const countStories = (stories: readonly Pick<Story, 'articles' | 'sources' | 'languages'>[]): StoryCounts =>
  countStory({
    articles: stories.flatMap(({ articles }) => articles),
    sources: [...new Set(stories.flatMap(({ sources }) => sources))],
    languages: [...new Set(stories.flatMap(({ languages }) => languages))],
  })
