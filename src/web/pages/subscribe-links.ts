import { html } from 'hono/html'
import type { Html, PageContext, Parameters } from './page-context.ts'

export const FORMATS = [
  ['atom', 'Atom'],
  ['rss', 'RSS'],
  ['json', 'JSON Feed'],
] as const

/** `Subscribe: Atom · RSS · JSON Feed` for a feed narrowed by parameters. */
export const subscribeLinks = ({ locale, link }: PageContext, parameters: Parameters, feed = 'all'): Html =>
  html`<p class="subscribe"><span>${locale.message(feed === 'health' ? 'health.title' : 'home.subscribe')}</span> ${FORMATS.map(
    ([ending, name]) => html`<a href="${link(`/feeds/${feed}.${ending}`, parameters)}">${name}</a>`,
  )}</p>`
