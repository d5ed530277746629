import { html } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import { translationFor } from '../../model/translation.ts'
import { foreign } from './foreign.ts'
import type { Html, PageContext } from './page-context.ts'

/** The line below a headline in a language that the reader does not read: its translation, else the name of the language. */
export const headlineNote = (context: PageContext, title: string, language: LanguageTag): Html | '' => {
  const { locale } = context
  const isRead = locale.readable.some((one) => one.split('-')[0] === language.split('-')[0])
  if (isRead || language === 'und') return ''
  const translation = translationLine(context, title, language)
  return translation === '' ? html`<p class="tongue">${locale.languageName(language)}</p>` : translation
}

/** The line below a text in a language that the reader does not read: its translation, marked as a machine's. Empty: there is none. */
export const translationLine = ({ translated, locale }: PageContext, text: string, language: LanguageTag): Html | '' => {
  if (translated === null) return ''
  const found = translationFor({ text, language }, locale.wanted, translated)
  if (found === null) return ''
  return html`
<p class="translation">${foreign(found.language, found.text)} <small>${locale.message('story.translation')}</small></p>`
}
