import { html } from 'hono/html'
import type { Locale } from '../locale.ts'
import type { Html, PageContext, Parameters } from './page-context.ts'

export const FORMATS = [
  ['atom', 'Atom'],
  ['rss', 'RSS'],
  ['json', 'JSON Feed'],
] as const

/** `Subscribe: Atom · RSS · JSON Feed` for a feed narrowed by parameters. */
export const subscribeLinks = ({ locale, link }: PageContext, parameters: Parameters, feed = 'all'): Html =>
  formatLinks(locale.message(feed === 'health' ? 'health.title' : 'home.subscribe'), (ending) =>
    link(`/feeds/${feed}.${ending}`, { ...parameters, prefer: preferredBy(locale) }),
  )

/** The value of `prefer` for a reader of this page: a feed speaks the language in which it was found, else English. */
export const preferredBy = ({ language }: Locale): string => [...new Set([language, 'en'])].join(',')

/** The label, then a link for each format. */
export const formatLinks = (label: string, addressOf: (ending: (typeof FORMATS)[number][0]) => string): Html =>
  html`<p class="subscribe"><span>${label}</span> ${FORMATS.map(([ending, name]) => html`<a href="${addressOf(ending)}">${name}</a>`)}</p>`
