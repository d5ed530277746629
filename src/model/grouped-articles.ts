import type { Tags } from './article.ts'
import { isReport, type Kind } from './kind.ts'

export const GROUPED_ARTICLES = ['tagged', 'field', 'all'] as const
/**
 * Which articles are compared with each other. `tagged`: those with a topic; `field`: those with a doubtful topic too, which a story's other
 * reports can confirm; `all`: all. Deals, services and digests never are.
 */
export type GroupedArticles = (typeof GROUPED_ARTICLES)[number]

export const isGrouped = (
  which: GroupedArticles,
  { topics, doubtful, kind }: Pick<Tags, 'topics' | 'doubtful'> & { readonly kind: Kind | null },
): boolean => isReport(kind) && (which === 'all' || topics.length > 0 || (which === 'field' && doubtful.length > 0))
