import { createHash } from 'node:crypto'
import { parseLinkHeader } from '../lib/link-header.ts'
import type { Content } from '../websub/hub-parts.ts'

/** Gets one of our feeds by its address, in this process. */
export type AskOurselves = (url: string) => Promise<Response>

/** The feed that a GET of this address would return: what names our hub can be subscribed to, nothing else. */
export const feedContent = async (ask: AskOurselves, topic: string): Promise<Content> => {
  const response = await ask(topic)
  if (response.status !== 200) {
    const forGood = response.status >= 300 && response.status < 500 && response.status !== 429
    return { kind: 'none', forGood, reason: await reasonIn(response) }
  }
  const links = parseLinkHeader(response.headers.get('link') ?? '')
  if (!links.some(({ rels }) => rels.includes('hub')))
    return { kind: 'none', forGood: true, reason: 'what is at this address names no hub: it is not pushed.' }
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    kind: 'feed',
    bytes,
    type: response.headers.get('content-type') ?? 'application/octet-stream',
    self: links.find(({ rels }) => rels.includes('self'))?.target ?? topic,
    hash: createHash('sha256').update(bytes).digest('hex'),
  }
}

/** What RFC 9457 calls the detail. */
const reasonIn = async (response: Response): Promise<string> => {
  const text = await response.text()
  const detail = (response.headers.get('content-type') ?? '').includes('json')
    ? /"detail": "((?:[^"\\]|\\.)*)"/.exec(text)
    : null
  return detail === null ? 'there is no feed at this address.' : String(JSON.parse(`"${detail[1] ?? ''}"`)).slice(0, 300)
}
