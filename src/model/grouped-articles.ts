import type { Tags } from './article.ts'

export const GROUPED_ARTICLES = ['tagged', 'field', 'all'] as const
/**
 * Which articles are compared with each other: those with a topic; those that anything in the field speaks for, so that a story can tell
 * what its reports are about; or all.
 */
export type GroupedArticles = (typeof GROUPED_ARTICLES)[number]

export const isGrouped = (which: GroupedArticles, { topics, doubtful }: Pick<Tags, 'topics' | 'doubtful'>): boolean =>
  which === 'all' || topics.length > 0 || (which === 'field' && doubtful.length > 0)
