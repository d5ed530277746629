import { html } from 'hono/html'
import { directionOf } from '../../text/text-direction.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { Html } from './page-context.ts'

/** Marks a piece of text with its own language and direction. */
export const foreign = (language: LanguageTag, content: Html | string): Html =>
  language === 'und'
    ? html`<span dir="auto">${content}</span>`
    : html`<span lang="${language}" dir="${directionOf(language)}">${content}</span>`

export const foreignText = (tag: 'p' | 'h1', className: string, language: LanguageTag, text: string): Html => {
  const attributes = language === 'und' ? html`dir="auto"` : html`lang="${language}" dir="${directionOf(language)}"`
  return tag === 'p'
    ? html`<p class="${className}" ${attributes}>${text}</p>`
    : html`<h1 class="${className}" ${attributes}>${text}</h1>`
}

/** A link to somewhere else: only http(s), tells the other side nothing, vouches for nothing. */
export const outside = (url: string | null, content: Html | string): Html =>
  url !== null && /^https?:\/\//i.test(url)
    ? html`<a href="${url}" rel="noopener nofollow">${content}</a>`
    : html`<span>${content}</span>`
