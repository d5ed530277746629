import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { renderDigestFeed } from '../digests/digest-document.ts'
import { digestPage, digestsPage, issuePage } from '../digests/digest-pages.ts'
import { openedDigest, type OpenedDigest } from '../digests/opened-digest.ts'
import { unsubscribePage } from '../digests/unsubscribe-page.ts'
import { feedFile } from '../feeds/feed-route.ts'
import type { Answer } from '../http/document.ts'
import type { WebRequest } from '../http/web-request.ts'
import type { PageContent, PageContext } from '../pages/page-context.ts'
import { refuseUnknownLanguage, type Site } from '../site.ts'
import { type Env, respond } from './respond.ts'

const NOT_STORED = { 'cache-control': 'private, no-store' }

/** A new issue does not raise the edition, so nothing here is cached. */
export const addDigestRoutes = (app: Hono<Env>, deps: WebDeps, site: Site): void => {
  const { now } = deps
  const opened = async (request: WebRequest, id: string): Promise<OpenedDigest> =>
    await openedDigest(request, id, deps.configuration(), deps.opens)
  const page = async (
    request: WebRequest,
    id: string,
    make: (context: PageContext, digest: OpenedDigest) => Promise<PageContent>,
  ): Promise<Answer> => {
    refuseUnknownLanguage(request)
    const digest = await opened(request, id)
    return await site.uncachedPage(request, (context) => make(context, digest), digest.key === null ? {} : NOT_STORED)
  }
  app.get('/digests', (context) =>
    respond(context, 'digests', async (request) => {
      refuseUnknownLanguage(request)
      return await site.uncachedPage(request, (shown) => digestsPage(shown, now()))
    }),
  )
  app.get('/digests/:file{.+\\.(?:atom|rss|json)}', (context) =>
    respond(context, 'digest-feed', async (request) => {
      const { id = '', format = 'atom' } = feedFile(context.req.param('file')) ?? {}
      const digest = await opened(request, id)
      return await site.freshFeed(request, (shown) => renderDigestFeed(shown, digest, format))
    }),
  )
  app.get('/digests/:id', (context) =>
    respond(context, 'digest', (request) =>
      page(request, context.req.param('id'), (shown, digest) => digestPage(shown, digest, now())),
    ),
  )
  app.get('/digests/:id/:issue', (context) =>
    respond(context, 'digest-issue', (request) =>
      page(request, context.req.param('id'), (shown, digest) => issuePage(shown, digest, context.req.param('issue'))),
    ),
  )
}

export const addUnsubscribeRoutes = (app: Hono<Env>, { store, now }: Pick<WebDeps, 'store' | 'now'>, site: Site): void => {
  app.get('/unsubscribe/:token', (context) =>
    respond(context, 'unsubscribe', async (request) => {
      const reader = await store.digests.readerWith(context.req.param('token'))
      return await site.uncachedPage(request, (shown) => unsubscribePage(shown, reader), NOT_STORED)
    }),
  )
  // RFC 8058: mail programs send List-Unsubscribe=One-Click; the token in the address alone says whose subscription ends.
  app.post('/unsubscribe/:token', (context) =>
    respond(context, 'unsubscribe', async (request) => {
      const token = context.req.param('token')
      await store.digests.endReader(token, now())
      const reader = await store.digests.readerWith(token)
      return await site.uncachedPage(request, (shown) => unsubscribePage(shown, reader), NOT_STORED)
    }),
  )
}
