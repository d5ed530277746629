/** How a person judges on a page whether an article is about a topic: its headline, and a button each for yes and no. No script is needed. */
import { html } from 'hono/html'
import type { Locale } from '../locale.ts'
import type { Html } from './page-context.ts'

export type Judged = {
  /** What the form says to be about. */
  readonly asked: string
  readonly title: string
  readonly language: string
  readonly link: string | null
  /** Of the article, or about the question. */
  readonly below?: Html | string
}

export const judgementForm = (
  { message }: Pick<Locale, 'message'>,
  { asked, title, language, link, below = '' }: Judged,
): Html => html`<div class="judged"><blockquote lang="${language}" dir="auto"><p><strong>${title}</strong></p></blockquote>
<p class="quiet">${below}</p>
${link === null ? '' : html`<p><a href="${link}" rel="noreferrer" dir="ltr">${link}</a></p>`}
<form method="post"><input type="hidden" name="asked" value="${asked}"><button name="verdict" value="right">${message('judge.yes')}</button> <button name="verdict" value="wrong">${message('judge.no')}</button></form></div>`

/** What the form sends; null: it is another form. */
export const readJudgement = (body: string): { readonly asked: string; readonly isRight: boolean } | null => {
  const form = new URLSearchParams(body)
  const [asked, verdict] = [form.get('asked'), form.get('verdict')]
  return asked === null || (verdict !== 'right' && verdict !== 'wrong') ? null : { asked, isRight: verdict === 'right' }
}
