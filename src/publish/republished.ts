import type { StoredArticle } from '../model/article.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { Source } from '../model/source.ts'
import { excerpt } from '../text/excerpt.ts'

/** What may be shown of an article besides its title. */
export type Republished = Pick<PublishedEntry, 'summary' | 'html' | 'image' | 'enclosures'>

/** The parts that the source's publisher allows others to show; of a source that is not configured any more, an excerpt. */
export const republished = (
  { summary, html, image, enclosures }: Pick<StoredArticle, 'summary' | 'html' | 'image' | 'enclosures'>,
  source: Pick<Source, 'republish' | 'excerpt'> | undefined,
): Republished => {
  const shown = source?.excerpt === undefined ? summary : excerpt(summary, source.excerpt)
  switch (source?.republish ?? 'excerpt') {
    case 'title':
      return { summary: '', html: null, image: null, enclosures: [] }
    case 'excerpt':
      return { summary: shown, html: null, image, enclosures }
    case 'full':
      return { summary: shown, html: html === '' ? null : html, image, enclosures }
  }
}
