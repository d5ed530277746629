/** The page /feeds: the feeds of this site, then the feed builder. */
import { html } from 'hono/html'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { feedQuery, listedFeeds } from '../feeds/feed-query.ts'
import { openDigests } from '../digests/opened-digest.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import { HttpError } from '../http/http-error.ts'
import { errorText } from '../pages/error-page.ts'
import type { Html, PageContent, PageContext } from '../pages/page-context.ts'
import { preferredBy } from '../pages/subscribe-links.ts'
import { type Builder, builderForm, mistakeSummary } from './builder-form.ts'
import { formOfFeed, isSameFeed, parametersOf } from './feed-form.ts'
import { type Addressed, feedPreview } from './feed-preview.ts'
import { feedTable } from './feed-table.ts'
import { feedSnippet } from './feed-snippet.ts'
import { idsIn } from './known-names.ts'
import { offeredNames } from './offered-names.ts'
import { FORM_FIELDS, mistakeAt, readForm } from './read-form.ts'

export const feedsPage = async (context: PageContext): Promise<PageContent> => {
  const { locale, configuration, href, link, query } = context
  const feeds = listedFeeds(openFeeds(configuration), context)
  const offered = await offeredNames(context)
  const builder: Builder = { context, feeds, offered, ...(await readForm(context, feeds)) }
  const hasRequest = FORM_FIELDS.some((name) => (query.get(name) ?? '') !== '')
  const shown = hasRequest ? await previewOf(builder) : { builder, preview: '' as const }
  const body = html`<div class="frame">
<header class="opening"><h1>${locale.message('feeds.title')}</h1><p class="standfirst">${locale.message('feeds.intro')}</p>
<p class="subscribe"><a class="button" href="#builder">${locale.message('feeds.builder')}</a> <a href="${link('/feeds.opml', { prefer: preferredBy(locale) })}">${locale.message('feeds.import')}</a> <span class="quiet">${locale.message('feeds.import.text')}</span>${openDigests(configuration).length === 0 ? '' : html` <a href="${href('/digests')}">${locale.message('digests.title')}</a>`}</p></header>
<section aria-labelledby="list"><h2 id="list" class="unseen">${locale.message('feeds.list')}</h2>${await feedTable(context, feeds)}</section>
<section class="builder" id="builder" aria-labelledby="build"><h2 id="build">${locale.message('feeds.builder')}</h2>
<p class="quiet">${locale.message('feeds.builder.intro')}</p>
<div class="columns even">${builderForm(shown.builder)}
<div class="live">${shown.preview === '' ? html`<div class="preview" id="preview"><p class="quiet">${locale.message('feeds.builder.empty')}</p></div>` : shown.preview}</div></div>
</section></div>`
  const hasMistakes = shown.builder.mistakes.length > 0
  return { title: locale.message('feeds.title'), section: 'feeds', body, ...(hasMistakes ? { status: 400 } : {}) }
}

type Shown = { readonly builder: Builder; readonly preview: Html | '' }

/** The preview, or a note about mistakes. Each mistake is shown at its field, which still has what the reader wrote. */
const previewOf = async (builder: Builder): Promise<Shown> => {
  const { context, feeds, form, mistakes } = builder
  const failed = (wrong: Builder): Shown => ({ builder: wrong, preview: mistakeSummary(wrong) })
  if (mistakes.length > 0) return failed(builder)
  const within = feeds.find(({ id }) => id === form.within)
  if (within === undefined) throw new Error(`the feed ${form.within} was there a moment ago`)
  try {
    const addressed = addressOf(builder, within)
    const wanted = await feedQuery(within, new URLSearchParams(given(parametersOf(form, within))), context)
    const snippet = feedSnippet(form, within, context.configuration, context.locale)
    return { builder, preview: await feedPreview(context, addressed, wanted, snippet) }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    if (error.status !== 400) return { builder, preview: refusal(context, error) }
    // Each field is valid, but together they exceed the limits of one filter.
    return failed({ ...builder, mistakes: [mistakeAt('q', form.filter.advanced, error)] })
  }
}

const refusal = ({ locale }: PageContext, { message, localized }: HttpError): Html =>
  html`<section class="mistake" id="preview" role="alert"><p>${errorText(locale, message, localized)}</p></section>`

/** The address for the form: that of a configured feed that the form describes (of several, the requested one), else `within` with parameters. */
const addressOf = ({ context, feeds, form }: Builder, within: FeedDefinition): Addressed => {
  const idOf = idsIn(context.configuration)
  const requested = context.query.get('feed')
  const same = feeds.filter((feed) => isSameFeed(form, formOfFeed(feed, idOf)))
  const own = same.find(({ id }) => id === requested) ?? same[0]
  if (own !== undefined) return { feed: own, parameters: {}, isWhole: true }
  return { feed: within, parameters: parametersOf(form, within), isWhole: false }
}

const given = (parameters: ReturnType<typeof parametersOf>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, value]])),
  )
