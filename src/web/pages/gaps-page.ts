import { html, raw } from 'hono/html'
import type { Filter } from '../../model/filter.ts'
import { EVERYTHING, mainFeed } from '../feeds/feed-query.ts'
import { type CountryGap, languageGaps, missingLanguage } from '../language-gaps.ts'
import { tagIndex } from './configuration-index.ts'
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
  const asked = requiredFilter(await context.parse(q), 'q')
  const filter: Filter = q === '' ? shownFilter(context) : { kind: 'and', of: [shownFilter(context), asked] }
  const { stories, share, countries } = await languageGaps(context, { language, days, filter })
  const name = locale.languageName(language)
  const intro = locale.message('gaps.intro', { language: name, live: share.live, sources: share.configured, days })
  const title = locale.message('gaps.page', { language: name })
  const shown =
    stories.length === 0
      ? html`<p class="quiet">${locale.message('gaps.none')}</p>`
      : html`${await storyCards(context, stories, 'full')}`
  const body = html`<div class="frame"><header class="opening"><h1>${title}</h1><p class="standfirst">${intro}</p></header>
${choices(context, { days, q, lang: language })}${otherFeed(context, { days, q, lang: language })}
${q === '' ? countryList(context, countries, { days, lang: language, live: share.live }) : ''}
<section aria-labelledby="stories"><h2 id="stories" class="unseen">${locale.message('topic.stories')}</h2>${shown}</section></div>`
  return { title, section: 'sources', description: intro, body }
}

type Chosen = { readonly days: number; readonly q: string; readonly lang: string }

/** The link from the field to everything, and back; empty where there is no field. */
const otherFeed = (context: PageContext, { days, q, lang }: Chosen): Html | '' => {
  const { locale, href, configuration } = context
  if (mainFeed(configuration) === EVERYTHING) return ''
  const feed = shownFeed(context) === EVERYTHING ? null : EVERYTHING
  return html`<p class="meta"><a href="${href('/gaps', { in: lang, days, q: q === '' ? null : q, feed })}">${locale.message(feed === null ? 'feeds.field' : 'feeds.all')}</a></p>`
}

const choices = (context: PageContext, { days, q, lang }: Chosen): Html => {
  const { locale, href } = context
  return html`<nav class="tabs" aria-label="${locale.message('coverage.page')}"><ul>${COVERED_DAYS.map(
    (one) =>
      html`<li><a href="${href('/gaps', { in: lang, days: one, q: q === '' ? null : q, feed: shownFeed(context) })}"${one === days ? raw(' aria-current="true"') : ''}>${locale.message('coverage.days', { days: one })}</a></li>`,
  )}</ul></nav>`
}

/** How many of the stories about each country are missing, beside how many sources could have reported them. */
const countryList = (
  context: PageContext,
  countries: readonly CountryGap[],
  { days, lang, live }: { readonly days: number; readonly lang: string; readonly live: number },
): Html | '' => {
  const { locale, href, configuration } = context
  return countries.length === 0
    ? ''
    : html`<section aria-labelledby="countries"><h2 id="countries">${locale.message('gaps.countries')}</h2>
<ul class="chips">${countries.map(({ country, missing, stories }) => {
        const label = tagIndex(configuration).places.get(country)?.label
        const counts = { country: label === undefined ? country : locale.label(label), missing, stories, live }
        return html`<li><a href="${href('/gaps', { in: lang, days, q: `place:${country}`, feed: shownFeed(context) })}">${locale.message('gaps.country', counts)}</a></li>`
      })}</ul></section>`
}
