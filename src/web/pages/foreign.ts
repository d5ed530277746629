/** Text in another language than the page, marked with its language and direction. */
import { html } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'
import { directionOf } from '../../text/script.ts'
import type { Locale } from '../locale.ts'
import type { Html } from './page-context.ts'

export const foreign = (language: LanguageTag, content: Html | string): Html =>
  language === 'und'
    ? html`<span dir="auto">${content}</span>`
    : html`<span lang="${language}" dir="${directionOf(language)}">${content}</span>`

export const foreignText = (tag: 'p' | 'h1', className: string, language: LanguageTag, text: Html | string): Html => {
  const attributes = language === 'und' ? html`dir="auto"` : html`lang="${language}" dir="${directionOf(language)}"`
  return tag === 'p'
    ? html`<p class="${className}" ${attributes}>${text}</p>`
    : html`<h1 class="${className}" ${attributes}>${text}</h1>`
}

/** A link to another site: only http(s), without a referrer or an endorsement. */
export const externalLink = (url: string | null, content: Html | string): Html =>
  url !== null && /^https?:\/\//i.test(url)
    ? html`<a href="${url}" rel="noopener nofollow">${content}</a>`
    : html`<span>${content}</span>`

/** A label of the configuration, marked if it is in another language than the page. */
export const labelled = (locale: Locale, label: Label): Html => {
  const { text, language } = locale.labelWithLanguage(label)
  return language === locale.language ? html`${text}` : foreign(language, text)
}

/** Technical details exist in English only and are marked so for readers of other languages. */
export const inEnglish = (text: string): Html => html`<span lang="en" dir="ltr">${text}</span>`
