import type { NewArticleRow } from '../new-article-row.ts'

/** Columns of `content` that a revision may change. */
export const CONTENT_COLUMNS = [
  'guid',
  'link',
  'canonical_url',
  'title',
  'summary',
  'html',
  'text',
  'image',
  'comments',
  'rights',
  'declared_language',
  'authors',
  'categories',
  'enclosures',
  'origin',
  'tags',
] as const

/** In the order of CONTENT_COLUMNS. */
export const contentValues = ({ content }: NewArticleRow): readonly unknown[] => [
  content.guid,
  content.link,
  content.canonicalUrl,
  content.title,
  content.summary,
  content.html,
  content.text,
  content.image,
  content.comments,
  content.rights,
  content.declaredLanguage,
  content.authors,
  content.categories,
  content.enclosures,
  content.origin,
  content.tags,
]
