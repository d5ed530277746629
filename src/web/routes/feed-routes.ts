import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { renderCoverageFeed } from '../feeds/coverage-feed.ts'
import { feedFile, renderFeed, renderOpml } from '../feeds/feed-route.ts'
import { HEALTH_FEED, renderHealthFeed } from '../feeds/health-feed.ts'
import { isOpen, keyFor } from '../feeds/private-feeds.ts'
import { renderStoryFeed } from '../feeds/story-feed.ts'
import { FORMATS } from '../feeds/written-feed.ts'
import { wantedForm } from '../http/accept.ts'
import type { Answer } from '../http/document.ts'
import { HttpError } from '../http/http-error.ts'
import { basePath, type WebRequest } from '../http/web-request.ts'
import { DATA_HEADERS } from '../http/security.ts'
import type { PageContext } from '../pages/page-context.ts'
import { ENGLISH, type Site, readersLocale } from '../site.ts'
import { type Env, respond } from './respond.ts'

export const addFeedRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  app.get('/feeds.opml', (context) =>
    respond(context, 'opml', (request) =>
      site.feedFor({ who: 'opml', locale: readersLocale(request) }, request, async (page) => await renderOpml(page)),
    ),
  )
  app.get('/stories/:file{.+\\.(?:atom|rss|json)}', (context) =>
    respond(context, 'story-feed', async (request) => {
      const file = feedFile(context.req.param('file'))
      return await site.feed(request, async (page) => await renderStoryFeed(page, file?.id ?? '', file?.format ?? 'atom'))
    }),
  )
  app.get('/:file{coverage\\.(?:atom|rss|json)}', (context) =>
    respond(context, 'coverage-feed', async (request) => {
      const { format } = feedFile(context.req.param('file')) ?? { format: 'atom' }
      return await site.freshFeed(request, (page) => renderCoverageFeed(page, format))
    }),
  )
  app.get('/feeds/:file', (context) =>
    respond(context, 'feed', async (request) => {
      const name = context.req.param('file')
      const file = feedFile(name)
      if (file === null && isOpen(name, deps.configuration())) return feedChoices(name, request, basePath(deps.publicUrl))
      if (file === null)
        throw new HttpError(404, 'A feed’s address ends in .atom, .rss or .json. All feeds are listed at /feeds.', {
          localized: { key: 'error.feed.file' },
        })
      if (file.id === HEALTH_FEED) return await site.freshFeed(request, (page) => renderHealthFeed(page, file.format))
      const key = await keyFor(request, file.id, deps.configuration(), deps.opens)
      const make = async (page: PageContext) => await renderFeed(page, { ...file, key })
      return key === null
        ? await site.feed(request, make)
        : await site.feedFor({ who: 'keyholder', locale: ENGLISH }, request, make)
    }),
  )
}

/**
 * The answer to a feed address without an ending: browsers are redirected to the page with the feed's addresses, programs get all three
 * addresses (RFC 9110, 15.4.1), Atom first. Parameters that narrow the feed are passed on.
 */
const feedChoices = (id: string, { origin, query, header }: WebRequest, base: string): Answer => {
  const headers = { ...DATA_HEADERS, vary: 'Accept', 'cache-control': 'public, no-cache' }
  if (wantedForm(header('accept')) === 'page') {
    const location = `${base}/feeds?${new URLSearchParams([['feed', id], ...query]).toString()}#preview`
    return { status: 303, headers: { ...headers, location }, body: null }
  }
  const narrowed = query.size === 0 ? '' : `?${query.toString()}`
  const choices = Object.entries(FORMATS).map(([ending, { type }]) => ({
    type,
    address: `${origin}/feeds/${id}.${ending}${narrowed}`,
  }))
  const body = `This feed is there in three formats:\n${choices.map(({ address }) => `${address}\n`).join('')}`
  return {
    status: 300,
    headers: {
      ...headers,
      'content-type': 'text/plain; charset=utf-8',
      location: choices[0]?.address ?? origin,
      link: choices.map(({ type, address }) => `<${address}>; rel="alternate"; type="${type}"`).join(', '),
    },
    body: Buffer.from(body),
  }
}
