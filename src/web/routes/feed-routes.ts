import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { feedChoices } from '../feeds/feed-choices.ts'
import { feedFile, renderFeed, renderOpml } from '../feeds/feed-route.ts'
import { HEALTH_FEED, renderHealthFeed } from '../feeds/health-feed.ts'
import { isOpen, keyFor } from '../feeds/private-feeds.ts'
import { basePath } from '../http/public-address.ts'
import { HttpError } from '../http/http-error.ts'
import type { PageContext } from '../pages/page-context.ts'
import { ENGLISH, readersLocale, type Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

export const addFeedRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  app.get('/feeds.opml', (context) =>
    respond(context, 'opml', (request) =>
      site.feedFor({ who: 'opml', locale: readersLocale(request) }, request, async (page) => renderOpml(page)),
    ),
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
      const key = keyFor(request, file.id, deps.configuration(), deps.opens)
      const make = async (page: PageContext) => await renderFeed(page, { ...file, key })
      return key === null
        ? await site.feed(request, make)
        : await site.feedFor({ who: 'keyholder', locale: ENGLISH }, request, make)
    }),
  )
}
