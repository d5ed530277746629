import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import { HttpError } from '../http/http-error.ts'
import { DATA_HEADERS, REVALIDATE } from '../http/security.ts'
import type { Env } from './respond.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** `/dumps` lists the checksums, in the form that `sha256sum --check` reads; `/dumps/2026-11-30.jsonl.gz` is a day. */
export const addDumpRoutes = (app: Hono<Env>, { dumps, configuration }: Pick<WebDeps, 'dumps' | 'configuration'>): void => {
  app.get('/dumps', async (context) => {
    context.set('route', 'dumps')
    if (!configuration().service.dumps) throw notOffered()
    return new Response(await dumps.checksums(), {
      headers: { ...DATA_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': REVALIDATE },
    })
  })
  app.get('/dumps/:file{\\d{4}-\\d\\d-\\d\\d\\.jsonl\\.gz(?:\\.sha256)?}', async (context) => {
    context.set('route', 'dump')
    const file = context.req.param('file')
    const [day = ''] = file.split('.')
    const bytes = configuration().service.dumps ? await dumps.read(day) : null
    if (bytes === null) throw notOffered()
    const checksum = createHash('sha256').update(bytes).digest('hex')
    const isChecksum = file.endsWith('.sha256')
    const headers = {
      ...DATA_HEADERS,
      'content-type': isChecksum ? 'text/plain; charset=utf-8' : 'application/gzip',
      'cache-control': FOR_EVER,
      etag: `"${checksum}${isChecksum ? '-sum' : ''}"`,
    }
    if (context.req.header('if-none-match') === headers.etag) return new Response(null, { status: 304, headers })
    return new Response(isChecksum ? `${checksum}  ${day}.jsonl.gz\n` : new Uint8Array(bytes), { headers })
  })
}

const notOffered = (): HttpError =>
  new HttpError(404, 'There is no such dump. /dumps lists those there are, if the operator offers them.')
