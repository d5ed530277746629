import { html, raw } from 'hono/html'
import type { LanguageTag } from '../../model/ids.ts'
import { readLanguage } from '../../publish/filter/language-names.ts'
import { EVERYTHING, mainFeed } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import { languageGaps } from '../language-gaps.ts'
import { requiredFilter } from '../read-filter.ts'
import { COVERED_DAYS, coveredDaysIn } from '../source-coverage.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'
import { shownFeed, shownFilter } from './story-days.ts'
import { storyCards } from './story-card.ts'

/** What of the field other languages report and one language does not; `?q=place:KE` asks about one country. */
export const gapsPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, query } = context
  const days = coveredDaysIn(query)
  const language = missingLanguage(context)
  const q = query.get('q') ?? ''
  const filter = q === '' ? shownFilter(context) : requiredFilter(await context.parse(q), 'q')
  const { stories, share } = await languageGaps(context, { language, days, filter })
  const name = locale.languageName(language)
  const intro = locale.message('gaps.intro', { language: name, live: share.live, sources: share.configured, days })
  const title = locale.message('gaps.page', { language: name })
  const shown =
    stories.length === 0
      ? html`<p class="quiet">${locale.message('gaps.none')}</p>`
      : html`${await storyCards(context, stories, 'full')}`
  const body = html`<div class="frame"><header class="opening"><h1>${title}</h1><p class="standfirst">${intro}</p></header>
${choices(context, { days, q, lang: language })}${q === '' ? otherFeed(context, { days, q, lang: language }) : ''}
<section aria-labelledby="stories"><h2 id="stories" class="unseen">${locale.message('topic.stories')}</h2>${shown}</section></div>`
  return { title, section: 'sources', description: intro, body }
}

type Chosen = { readonly days: number; readonly q: string; readonly lang: string }

/** The link from the field to everything, and back; empty where there is no field. */
const otherFeed = (context: PageContext, { days, lang }: Chosen): Html | '' => {
  const { locale, href, configuration } = context
  if (mainFeed(configuration) === EVERYTHING) return ''
  const feed = shownFeed(context) === EVERYTHING ? null : EVERYTHING
  return html`<p class="meta"><a href="${href('/gaps', { in: lang, days, feed })}">${locale.message(feed === null ? 'feeds.field' : 'feeds.all')}</a></p>`
}

const choices = (context: PageContext, { days, q, lang }: Chosen): Html => {
  const { locale, href } = context
  return html`<nav class="tabs" aria-label="${locale.message('coverage.page')}"><ul>${COVERED_DAYS.map(
    (one) =>
      html`<li><a href="${href('/gaps', { in: lang, days: one, q: q === '' ? null : q, feed: shownFeed(context) })}"${one === days ? raw(' aria-current="true"') : ''}>${locale.message('coverage.days', { days: one })}</a></li>`,
  )}</ul></nav>`
}

/** The language of `?in=`; left out, that of the reader. */
const missingLanguage = ({ query, locale }: PageContext): LanguageTag => {
  const written = query.get('in') ?? locale.language
  const language = readLanguage(written, [])
  if (language !== null) return language
  throw new HttpError(400, 'in must be a language: en, zh-Hant.', {
    extra: { parameter: 'in' },
    localized: { key: 'error.parameter', values: { name: 'in' } },
  })
}
