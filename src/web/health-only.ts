import { DATA_HEADERS } from './http/security.ts'
import type { Web } from './web.ts'

const SERVED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])
const REFUSAL = 'This process serves no pages and no feeds: it was started without the role "web".\n'

/** The web of a process without the role `web`: only health and metrics. */
export const healthOnly = (web: Web): Web => ({
  ...web,
  async fetch(request, env) {
    if (SERVED.has(new URL(request.url).pathname)) return await web.fetch(request, env)
    return new Response(REFUSAL, { status: 404, headers: { ...DATA_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
  },
  cachedAnswer: async () => null,
  paths: [...SERVED],
})
