import { html } from 'hono/html'
import { comparesMeaning } from '../../model/configuration.ts'
import type { Filter } from '../../model/filter.ts'
import type { Story } from '../../model/story.ts'
import type { Html, PageContext } from './page-context.ts'
import { headlines } from './story-affair.ts'

const MOST = 5

/** The stories that are most like this one, without those of its affair, and a link to all; empty: there is none, or no model. */
export const storiesLike = async (context: PageContext, story: Story): Promise<Html | ''> => {
  const { locale, store, href, configuration } = context
  if (!comparesMeaning(configuration)) return ''
  const filter: Filter = {
    kind: 'and',
    of: [
      { kind: 'like', to: { kind: 'story', story: story.id }, near: null },
      { kind: 'not', of: { kind: 'affair', anyOf: [story.id] } },
    ],
  }
  const { rows } = await store.stories({ filter, limit: MOST, before: null, sort: 'relevance' })
  if (rows.length === 0) return ''
  return html`<section class="affair">${await headlines(
    context,
    'story.like',
    rows.map((row) => row.story),
  )}
<p><a href="${href('/search', { q: `like:${story.id} -affair:${story.id}` })}" rel="nofollow">${locale.message('search.meaning')}</a></p></section>`
}
