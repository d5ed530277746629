import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { feedChoices } from '../feeds/feed-choices.ts'
import { feedFile, renderFeed, renderOpml } from '../feeds/feed-route.ts'
import { HEALTH_FEED, renderHealthFeed } from '../feeds/health-feed.ts'
import { isOpen, keyFor } from '../feeds/private-feeds.ts'
import { basePath } from '../http/base-path.ts'
import { Refusal } from '../http/refusal.ts'
import type { PageContext } from '../pages/page-context.ts'
import { ENGLISH, readersLocale, type Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

export const addFeedRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  app.get('/feeds.opml', (context) =>
    respond(context, 'opml', (asked) =>
      site.feedFor({ who: 'opml', locale: readersLocale(asked) }, asked, async (page) => renderOpml(page)),
    ),
  )
  app.get('/feeds/:file', (context) =>
    respond(context, 'feed', async (asked) => {
      const name = context.req.param('file')
      const file = feedFile(name)
      if (file === null && isOpen(name, deps.configuration())) return feedChoices(name, asked, basePath(deps.publicUrl))
      if (file === null)
        throw new Refusal(404, 'A feed’s address ends in .atom, .rss or .json. All feeds are listed at /feeds.', {
          said: { key: 'refusal.feed.file' },
        })
      if (file.id === HEALTH_FEED) return await site.freshFeed(asked, (page) => renderHealthFeed(page, file.format))
      const key = keyFor(asked, file.id, deps.configuration(), deps.opens)
      const make = async (page: PageContext) => await renderFeed(page, { ...file, key })
      return key === null
        ? await site.feed(asked, make)
        : await site.feedFor({ who: 'keyholder', locale: ENGLISH }, asked, make)
    }),
  )
}
