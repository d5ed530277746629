import { html } from 'hono/html'
import { cursorText } from '../../publish/cursor.ts'
import type { Cursor } from '../../store/store.ts'
import type { Said } from '../http/refusal.ts'
import type { Words } from '../words.ts'
import type { Html, Visit } from './visit.ts'

/** What the program tells operators and programmers: in English only, and marked so for readers of other languages. */
export const inEnglish = (text: string): Html => html`<span lang="en" dir="ltr">${text}</span>`

/** A refusal in the reader's language where there are words for it, else as programs are told. */
export const refusalText = (words: Words, detail: string, said: Said | null): Html => {
  if (said === null) return inEnglish(detail)
  return html`${words.say(said.key, said.values)} ${detailOf(words, said)}`
}

/** In English as exactly as it is known, in other languages as far as there are words for it. */
export const detailOf = (words: Words, { english, instead = [] }: Pick<Said, 'english' | 'instead'>): Html | '' => {
  if (words.language !== 'en' && instead.length > 0)
    return html`${instead.map(({ key, values }) => html`${words.say(key, values)} `)}`
  return english === undefined ? '' : inEnglish(english)
}

type Parameters = Readonly<Record<string, string | number | null>>

export const FORMATS = [
  ['atom', 'Atom'],
  ['rss', 'RSS'],
  ['json', 'JSON Feed'],
] as const

/** `Subscribe: Atom · RSS · JSON Feed` for a feed narrowed by parameters. */
export const subscribeLinks = ({ words, link }: Visit, parameters: Parameters, feed = 'all'): Html =>
  html`<p class="subscribe"><span>${words.say(feed === 'health' ? 'health.title' : 'home.subscribe')}</span> ${FORMATS.map(
    ([ending, name]) => html`<a href="${link(`/feeds/${feed}.${ending}`, parameters)}">${name}</a>`,
  )}</p>`

/** Newest and older; nothing on the only page. */
export const pager = (visit: Visit, path: string, parameters: Parameters, next: Cursor | null): Html | '' => {
  const { words, href, query } = visit
  const isFirst = query.get('before') === null
  if (isFirst && next === null) return ''
  return html`<nav class="pager" aria-label="${words.say('list.pages')}">
${isFirst ? '' : html`<a href="${href(path, parameters)}">${words.say('list.newest')}</a>`}
${next === null ? '' : html`<a rel="next" href="${href(path, { ...parameters, before: cursorText(next) })}">${words.say('list.older')}</a>`}
</nav>`
}
