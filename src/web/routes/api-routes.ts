import type { Hono } from 'hono'
import { ENDPOINTS } from '../api/endpoints.ts'
import { EXPORT_FORMATS, type ExportName, type Exports } from '../api/exports.ts'
import { openApi, parametersOf, STREAM_PARAMETERS } from '../api/openapi.ts'
import { refuseUnknown } from '../api/parameters.ts'
import type { StoryStream } from '../api/stream.ts'
import type { WebDeps } from '../deps.ts'
import type { Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

type Parts = { readonly site: Site; readonly stream: StoryStream; readonly exports: Exports }

export const addApiRoutes = (app: Hono<Env>, deps: WebDeps, { site, stream, exports }: Parts): void => {
  app.get('/api/v1/stream', async (context) => {
    context.set('route', 'api-stream')
    const request = context.get('request')
    refuseUnknown(request.query, STREAM_PARAMETERS)
    return await stream.open(request, () => site.context(request))
  })
  for (const name of Object.keys(EXPORT_FORMATS) as ExportName[])
    app.get(`/api/v1/${name}`, async (context) => {
      context.set('route', 'api-export')
      const request = context.get('request')
      refuseUnknown(request.query, parametersOf(name))
      return await exports.open(request, await site.context(request), name)
    })
  for (const { path, parameters, isFresh, make } of ENDPOINTS)
    app.get(path.replace('{id}', ':id'), (context) =>
      respond(context, routeOf(path), async (request) => {
        refuseUnknown(request.query, parameters)
        const id = context.req.param('id') ?? ''
        return await site[isFresh ? 'freshJson' : 'json'](request, (page) => make(page, id, deps))
      }),
    )
  app.get('/openapi.json', (context) =>
    respond(context, 'openapi', (request) => {
      refuseUnknown(request.query, [])
      return site.json(request, ({ configuration, origin }) => openApi(configuration.service.title, origin, deps.version))
    }),
  )
}

/** `/api/v1/stories/{id}` → `api-stories-one`, for metrics. */
const routeOf = (path: string): string => path.replace('/api/v1/', 'api-').replace('/{id}', '-one').replaceAll('/', '-')
