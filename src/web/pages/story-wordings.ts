/** Headlines and excerpts that were changed after publication, with what was removed and added. */
import { html } from 'hono/html'
import type { Story } from '../../model/story.ts'
import { changesOf, type StoryChange } from '../../publish/story-changes.ts'
import { changesBetween } from '../../text/edit.ts'
import { sourceName, sourceOf } from './configuration-index.ts'
import { foreign } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'
import { timeOf } from './story-card.ts'

/** The most changes that a page shows: the first ones. */
const MOST = 12

export const storyChangesBox = async (context: PageContext, { articles }: Story): Promise<Html | ''> => {
  const { configuration, store, locale } = context
  // Only a revised article can have an earlier wording, or one whose changes were small or many within an hour.
  const wordings = await store.wordingsOf(articles.map(({ id }) => id))
  const changes = changesOf(articles, wordings, ({ source }) => sourceOf(configuration, source) ?? undefined)
  return changes.length === 0
    ? ''
    : html`<section class="changes" aria-labelledby="changes"><h2 id="changes">${locale.message('changes.title')}</h2>
<ol>${changes.slice(0, MOST).map((change, nth) => changed(context, change, nth === 0 && changes.length > 1))}</ol></section>`
}

const changed = (context: PageContext, { article, at, before, after }: StoryChange, isFirst: boolean): Html => {
  const { locale, configuration } = context
  const isSame = before.title === after.title
  const [old, young] = isSame ? [before.summary, after.summary] : [before.title, after.title]
  return html`<li><p class="quiet"><bdi>${sourceName(configuration, article.source)}</bdi> <span class="sep">·</span> ${timeOf(context, at)}${isFirst ? html` <span class="sep">·</span> ${locale.message('changes.first')}` : ''}</p>
<p>${foreign(
    article.language,
    html`<a href="#${article.id}">${changesBetween(old, young).map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`))}</a>`,
  )}</p></li>`
}
