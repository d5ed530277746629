import type { Hono } from 'hono'
import { storyId } from '../../model/ids.ts'
import type { WebDeps } from '../deps.ts'
import { basePath } from '../http/public-address.ts'
import { REVALIDATE } from '../http/security.ts'
import type { Env } from './respond.ts'

/**
 * The addresses of a story whose articles went to another lead there. WebRequest for anew each time (`no-cache`): a correction can be taken
 * back, and a story then stands at its old address again.
 */
export const addMovedStories = (app: Hono<Env>, { store, publicUrl }: Pick<WebDeps, 'store' | 'publicUrl'>): void => {
  for (const folder of ['/stories/', '/api/v1/stories/']) {
    app.get(`${folder}:id`, async (context, next) => {
      const moved = await store.successorOf(storyId(context.req.param('id') ?? ''))
      if (moved === null) return await next()
      context.set('route', 'moved')
      context.header('cache-control', REVALIDATE)
      const { search } = new URL(context.req.url)
      return context.redirect(`${basePath(publicUrl)}${folder}${moved}${search}`, 301)
    })
  }
}
