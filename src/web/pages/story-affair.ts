import { html } from 'hono/html'
import { mapByTheirSteps } from '../../lib/steps.ts'
import type { StoryId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { courseInSteps } from '../../publish/developments.ts'
import type { MessageKey } from '../locale.ts'
import { foreign } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { timeOf } from './story-card.ts'

/** How many earlier stories, and how many later ones, are listed: the nearest. */
const MOST = 10

/** What came before the story and after it in its affair, the newest first; empty: the story stands alone. */
export const affairOf = async (context: PageContext, story: Story): Promise<Html | ''> => {
  const { locale, store, href } = context
  const ids = (await store.affairs([story.affair])).get(story.affair) ?? []
  if (ids.length < 2) return ''
  const at = ids.indexOf(story.id)
  const later = ids.slice(at + 1, at + 1 + MOST).toReversed()
  const earlier = ids.slice(Math.max(0, at - MOST), Math.max(0, at)).toReversed()
  const stories = await store.storiesWith([...later, ...earlier])
  const listed = async (heading: MessageKey, of: readonly StoryId[]): Promise<Html | ''> =>
    await headlines(
      context,
      heading,
      of.flatMap((id) => stories.get(id) ?? []),
    )
  return html`<section class="affair">${await listed('affair.later', later)}${await listed('affair.earlier', earlier)}
<p><a href="${href('/search', { q: `affair:${story.affair}` })}" rel="nofollow">${locale.message('affair.all', { count: ids.length })}</a></p></section>`
}

/** A list of headlines; empty: there are none. */
export const headlines = async (context: PageContext, heading: MessageKey, stories: readonly Story[]): Promise<Html | ''> => {
  const { locale, href } = context
  if (stories.length === 0) return ''
  const items = await context.inTurns(
    mapByTheirSteps(stories, function* (story) {
      const { language, title } = (yield* courseInSteps({ story, matched: [] }, locale.readable)).representative
      const link = html`<a href="${href(`/stories/${story.id}`)}">${title === '' ? locale.message('nav.today') : title}</a>`
      return html`<li>${timeOf(context, story.publishedAt)} ${foreign(language, link)}</li>`
    }),
  )
  return html`<h2>${locale.message(heading)}</h2><ol>${items}</ol>`
}
