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
    const request = context.get('request')
    return await stream.open(request, () => site.context(request))
  })
  app.get('/api/v1/status', (context) =>
    respond(context, 'api-status', async (request) => {
      const counts = await deps.store.counts()
      const { writable, reason } = await deps.store.health()
      const problems = deps.problems().length
      return await site.freshJson(request, {
        ...counts,
        version: deps.version,
        writable,
        reason,
        configurationProblems: problems,
      })
    }),
  )
  for (const name of ['stories', 'articles', 'topics', 'entities', 'feeds'] as const)
    app.get(`/api/v1/${name}`, (context) => respond(context, `api-${name}`, (request) => site.json(request, LISTS[name])))
  // Polls and failures do not move the edition, so this list is never cached.
  app.get('/api/v1/sources', (context) =>
    respond(context, 'api-sources', async (request) =>
      site.freshJson(request, await LISTS.sources(await site.context(request))),
    ),
  )
  app.get('/api/v1/stories/:id', (context) =>
    respond(context, 'api-story', (request) => site.json(request, (page) => storyDetail(page, context.req.param('id')))),
  )
  app.get('/api/v1/articles/:id', (context) =>
    respond(context, 'api-article', (request) => site.json(request, (page) => articleDetail(page, context.req.param('id')))),
  )
  app.get('/openapi.json', (context) =>
    respond(context, 'openapi', (request) =>
      site.freshJson(request, openApi(deps.configuration().service.title, request.origin, deps.version)),
    ),
  )
}
