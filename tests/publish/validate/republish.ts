/** Documents of sources, read and published again by the service: every page of its feeds, in every format. */
import { basename } from 'node:path'
import { openWorkplace, service as serviceYaml } from '../../cli/workplace.ts'
import { startFeedHost } from '../../ingest/feed-host.ts'
import type { FeedKind } from './validate-feed.ts'

type SourceDocument = { readonly name: string; readonly bytes: Buffer }
export type Published = { readonly address: string; readonly kind: FeedKind; readonly text: string }

/** Old documents too: nothing is too old to be stored. */
const SETTINGS = 'stories: all\nretention: { articles: 20000d, untagged: 20000d }\n'
const KINDS: readonly FeedKind[] = ['atom', 'rss', 'json']

export const republish = async (documents: readonly SourceDocument[]): Promise<readonly Published[]> => {
  const host = await startFeedHost()
  const place = openWorkplace()
  try {
    const sources = documents.map(({ name, bytes }, at) => {
      host.show(`/${at}`, bytes)
      const title = JSON.stringify(basename(name))
      return `  - { id: s${at}, name: ${title}, url: "http://${host.host}/${at}", republish: ${at % 2 === 0 ? 'full' : 'excerpt'} }`
    })
    place.write('polywire.yaml', serviceYaml([host.host], SETTINGS))
    place.write('sources.yaml', `sources:\n${sources.join('\n')}\n`)
    const once = await place.run(['once', '--all'])
    if (once.code !== 0) throw new Error(`nothing was read:\n${once.out}${once.err}`)
    const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
    const url = /http:[^\s,]+\d/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
    const pages: Published[] = []
    for (const kind of KINDS)
      for (const group of ['article', 'story'])
        pages.push(...(await pagesFrom(`${url}/feeds/all.${kind}?group=${group}&limit=1000`, kind)))
    return pages
  } finally {
    await place.clear()
    await host.close()
  }
}

export const entryCount = ({ text }: Published): number => (text.match(/<entry[ >]|<item>|"date_published":/g) ?? []).length

const pagesFrom = async (first: string, kind: FeedKind): Promise<readonly Published[]> => {
  const pages: Published[] = []
  for (let address: string | undefined = first; address !== undefined; ) {
    const answer: Response = await fetch(address)
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
    pages.push({ address, kind, text: await answer.text() })
    address = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  }
  return pages
}
