import { html } from 'hono/html'
import type { StoredArticle } from '../../model/article.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Story } from '../../model/story.ts'
import { sourceName, sourceOf } from './configuration-index.ts'
import { around, HERE } from './message-parts.ts'
import type { Html, PageContext } from './page-context.ts'

type Picture = { readonly url: string; readonly article: StoredArticle }

/**
 * The picture of the article shown, else of the story's first article that has one; null: none. Only https, and only if the source allows
 * more than titles.
 */
export const pictureOf = (configuration: Configuration, { articles }: Story, shown: StoredArticle): Picture | null => {
  for (const article of [shown, ...articles]) {
    const { image, source } = article
    if (image?.startsWith('https://') === true && sourceOf(configuration, source)?.republish !== 'title')
      return { url: image, article }
  }
  return null
}

/**
 * The picture of a story; empty unless the operator turned pictures on, because browsers load them directly from the publishers, who then
 * learn that somebody reads here. Without a size in its attributes, a picture that is blocked or broken takes no room.
 */
export const pictureBox = (
  { configuration, locale }: PageContext,
  story: Story,
  shown: StoredArticle,
  withSource: boolean,
): Html | '' => {
  const picture = configuration.service.pictures ? pictureOf(configuration, story, shown) : null
  if (picture === null) return ''
  const by = html`<bdi>${sourceName(configuration, picture.article.source)}</bdi>`
  return html`<figure class="picture">${pictureAt(picture.url)}${
    withSource ? html`<figcaption>${around(locale.message('story.picture', { source: HERE }), by)}</figcaption>` : ''
  }</figure>`
}

export const pictureAt = (url: string): Html =>
  html`<img src="${url}" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">`
