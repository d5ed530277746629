import type { Hono } from 'hono'
import { articleDetail, LISTS, storyDetail } from '../api/lists.ts'
import { openApi } from '../api/openapi.ts'
import type { StoryStream } from '../api/stream.ts'
import type { WebDeps } from '../deps.ts'
import type { Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

type Parts = { readonly site: Site; readonly stream: StoryStream }

export const addApiRoutes = (app: Hono<Env>, deps: WebDeps, { site, stream }: Parts): void => {
  app.get('/api/v1/stream', async (context) => {
    context.set('route', 'api-stream')
    const asked = context.get('asked')
    return await stream.open(asked, () => site.context(asked))
  })
  app.get('/api/v1/status', (context) =>
    respond(context, 'api-status', async (asked) => {
      const counts = await deps.store.counts()
      const { writable, reason } = deps.store.health()
      const problems = deps.problems().length
      return await site.freshJson(asked, {
        ...counts,
        version: deps.version,
        writable,
        reason,
        configurationProblems: problems,
      })
    }),
  )
  for (const name of ['stories', 'articles', 'topics', 'entities', 'feeds'] as const)
    app.get(`/api/v1/${name}`, (context) => respond(context, `api-${name}`, (asked) => site.json(asked, LISTS[name])))
  // Polls and failures do not move the edition, so this list is never kept.
  app.get('/api/v1/sources', (context) =>
    respond(context, 'api-sources', async (asked) => site.freshJson(asked, await LISTS.sources(await site.context(asked)))),
  )
  app.get('/api/v1/stories/:id', (context) =>
    respond(context, 'api-story', (asked) => site.json(asked, (page) => storyDetail(page, context.req.param('id')))),
  )
  app.get('/api/v1/articles/:id', (context) =>
    respond(context, 'api-article', (asked) => site.json(asked, (page) => articleDetail(page, context.req.param('id')))),
  )
  app.get('/openapi.json', (context) =>
    respond(context, 'openapi', (asked) =>
      site.freshJson(asked, openApi(deps.configuration().service.title, asked.origin, deps.version)),
    ),
  )
}
