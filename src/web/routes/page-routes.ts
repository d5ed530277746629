import type { Hono } from 'hono'
import { storyId } from '../../model/ids.ts'
import type { AdminAccess } from '../admin-access.ts'
import type { WebDeps } from '../deps.ts'
import { feedFile } from '../feeds/feed-route.ts'
import { answerWith, documentOf } from '../http/document.ts'
import { basePath } from '../http/web-request.ts'
import { DATA_HEADERS, REVALIDATE } from '../http/security.ts'
import { aboutPage, taxonomyPage } from '../pages/about-page.ts'
import { feedsPage } from '../builder/feeds-page.ts'
import { apiPage } from '../pages/api-page.ts'
import { coveragePage } from '../pages/coverage-page.ts'
import { dayPage } from '../pages/day-page.ts'
import { gapsPage } from '../pages/gaps-page.ts'
import { homePage } from '../pages/home-page.ts'
import { deadLettersIn, problemsIn } from '../pages/operator-notes.ts'
import type { PageContent, PageContext } from '../pages/page-context.ts'
import { ICON, ICON_IMAGE, SCRIPT, STYLE, webManifest } from '../pages/page-files.ts'
import { searchPage } from '../pages/search-page.ts'
import { rightsPage } from '../pages/rights-page.ts'
import { sourcePage } from '../pages/source-page.ts'
import { sourcesPage } from '../pages/sources-page.ts'
import { storyPage } from '../pages/story-page.ts'
import { entityPage, placePage, tagsPage } from '../pages/tags-page.ts'
import { topicPage, topicsPage } from '../pages/topics-page.ts'
import { refuseUnknownLanguage, type Site } from '../site.ts'
import { type Env, redirection, respond, responseOf } from './respond.ts'
import { addTrialPage } from './trial-routes.ts'

type Parts = { readonly site: Site; readonly admit: AdminAccess }

const MOST_LETTERS = 20

/** `id`: the value of `:id` in the address; empty if the pattern has none. */
type MakePage = (page: PageContext, id: string) => Promise<PageContent> | PageContent

export const addPageRoutes = (app: Hono<Env>, deps: WebDeps, { site, admit }: Parts): void => {
  const addPage = (path: string, route: string, make: MakePage): void => {
    app.get(path, (context) =>
      respond(context, route, (request) => site.page(request, (page) => make(page, context.req.param('id') ?? ''))),
    )
  }
  addPage('/', 'home', homePage)
  addPage('/topics', 'topics', topicsPage)
  addPage('/topics/:id', 'topic', topicPage)
  addPage('/days/:id', 'day', dayPage)
  addPage('/stories/:id', 'story', storyPage)
  addPage('/search', 'search', searchPage)
  addPage('/feeds', 'feeds', feedsPage)
  addPage('/coverage', 'coverage', coveragePage)
  addPage('/gaps', 'gaps', gapsPage)
  addPage('/about', 'about', aboutPage)
  addPage('/api', 'api', apiPage)
  addPage('/rights', 'rights', rightsPage)
  addPage('/about/topics', 'taxonomy', taxonomyPage)
  // The categories in our feeds link to these pages.
  addPage('/entities', 'entities', (page) => tagsPage(page, 'entities'))
  addPage('/entities/:id', 'entity', entityPage)
  addPage('/places', 'places', (page) => tagsPage(page, 'places'))
  addPage('/places/:id', 'place', placePage)
  // Polls and failures do not raise the edition, so this page is never cached.
  app.get('/sources', (context) =>
    respond(context, 'sources', (request) => {
      const isAdmin = /^bearer /i.test(request.header('authorization') ?? '')
      refuseUnknownLanguage(request)
      if (isAdmin) admit(request)
      const make = async (page: PageContext) => {
        const letters = isAdmin ? await deps.store.deliveries.deadLetters(MOST_LETTERS) : []
        const notes = [problemsIn(page, deps.problems(), isAdmin), deadLettersIn(page, letters)]
        return await sourcesPage(page, { now: deps.now(), notes })
      }
      return site.uncachedPage(request, make, isAdmin ? { 'cache-control': 'private, no-store' } : {})
    }),
  )

  app.get('/sources/:id', (context) =>
    respond(context, 'source', (request) =>
      site.uncachedPage(request, (page) => sourcePage(page, context.req.param('id') ?? '')),
    ),
  )

  addTrialPage(app, deps, { site, admit })
  addFiles(app, deps)
}

const addFiles = (app: Hono<Env>, deps: Pick<WebDeps, 'configuration' | 'publicUrl'>): void => {
  addFile(app, STYLE.path, { body: STYLE.body, type: 'text/css; charset=utf-8', caching: FOREVER })
  addFile(app, SCRIPT.path, { body: SCRIPT.body, type: 'text/javascript; charset=utf-8', caching: FOREVER })
  addFile(app, '/icon.svg', { body: ICON, type: 'image/svg+xml', caching: 'public, max-age=86400' })
  addFile(app, '/icon.png', { body: ICON_IMAGE, type: 'image/png', caching: 'public, max-age=86400' })
  app.get('/manifest.webmanifest', (context) =>
    respond(context, 'file', (request) => {
      const body = webManifest(deps.configuration().service.title, basePath(deps.publicUrl))
      const headers = { ...DATA_HEADERS, 'cache-control': REVALIDATE }
      const document = documentOf({ body, type: 'application/manifest+json', status: 200, isDated: false, headers }, null)
      return answerWith(document, request.method, request.header, () => {})
    }),
  )
  addFile(app, '/favicon.ico', { body: ICON, type: 'image/svg+xml', caching: 'public, max-age=86400' })
  addFile(app, '/robots.txt', { body: ROBOTS, type: 'text/plain; charset=utf-8', caching: 'public, max-age=86400' })
}

/** Excludes searches and previews, since their addresses are without number. */
const ROBOTS = 'User-agent: *\nDisallow: /search\nDisallow: /feeds?\nDisallow: /api/\n'

const FOREVER = 'public, max-age=31536000, immutable'

type File = { readonly body: string | Buffer; readonly type: string; readonly caching: string }
const addFile = (app: Hono<Env>, path: string, { body, type, caching }: File): void => {
  const headers = { ...DATA_HEADERS, 'cache-control': caching }
  const document = documentOf({ body, type, status: 200, isDated: false, headers }, null)
  app.get(path, (context) =>
    respond(context, 'file', (request) => answerWith(document, request.method, request.header, () => {})),
  )
}

/**
 * Redirects the addresses of a story whose articles went to another lead, as long as the correction stands: if it is taken back, the story
 * is at its old address again.
 */
export const addMovedStories = (app: Hono<Env>, { store, publicUrl }: Pick<WebDeps, 'store' | 'publicUrl'>): void => {
  for (const folder of ['/stories/', '/api/v1/stories/']) {
    app.get(`${folder}:id`, async (context, next) => {
      const name = context.req.param('id') ?? ''
      const file = feedFile(name)
      const moved = await store.successorOf(storyId(file?.id ?? name))
      if (moved === null) return await next()
      context.set('route', 'moved')
      const { search } = new URL(context.req.url)
      const location = `${basePath(publicUrl)}${folder}${moved}${file === null ? '' : `.${file.format}`}${search}`
      return responseOf(redirection(301, location), context.env)
    })
  }
}
