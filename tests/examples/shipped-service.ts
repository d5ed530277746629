/** The service on the shipped configuration, over a little news; one source stands on this machine, the others are not polled. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { isMap, isSeq, parseDocument } from 'yaml'
import { openWorkplace, rss, service as serviceYaml, type Workplace } from '../cli/workplace.ts'
import { startWitness } from '../clients/witness.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { ROOT } from './documents.ts'

export const TOKEN = 'examples-of-all-kinds'
/** The source that examples poll. */
export const SOURCE = 'ripe-labs'

/** The digest that examples name. */
export const DIGEST = 'morning'

type News = { readonly key: string; readonly title: string; readonly text: string }
const NEWS: readonly News[] = [
  {
    key: 'temu-fr',
    title: 'La Commission européenne inflige une amende à Temu pour des produits dangereux vendus en ligne',
    text: 'La place de marché Temu devra payer 200 millions d’euros, a annoncé la Commission européenne à Bruxelles mardi.',
  },
  {
    key: 'ru',
    title: 'Трансграничная электронная торговля: новые пошлины на посылки из Китая',
    text: 'Маркетплейсы будут платить пошлины с каждой посылки. Трансграничная электронная торговля выросла вдвое.',
  },
  {
    key: 'dns',
    title: 'ICANN opens the next round of new generic top-level domains',
    text: 'Applications for new domain names in the DNS root open in April, ICANN said. Registries in Guangdong, China, will apply.',
  },
]

const itemOf = ({ key, title, text }: News, at: number): string =>
  `<item><guid>https://news.example/${key}</guid><link>https://news.example/${key}</link><title>${title}</title><description>${text}</description><pubDate>${new Date(at).toUTCString()}</pubDate></item>`

export type ShippedService = {
  /** What readers type as http://127.0.0.1:8080 and operators as https://news.example.org. */
  readonly url: string
  readonly place: Workplace
  /** The text with the examples' addresses in it made this service's. */
  here(text: string): string
  /** The source reports this too, and is polled. */
  tell(news: News): Promise<void>
  close(): Promise<void>
}

export const startShippedService = async (now: number): Promise<ShippedService> => {
  const host = await startFeedHost()
  const witness = await startWitness()
  const place = openWorkplace()
  cpSync(join(ROOT, 'config'), place.config, { recursive: true })
  place.write('polywire.yaml', serviceYaml([host.host], 'dumps: true\n'))
  place.write(
    'sources.yaml',
    onThisMachine(readFileSync(join(ROOT, 'config/sources.yaml'), 'utf8'), `http://${host.host}/feed`),
  )
  place.write(
    'digests.yaml',
    `digests:\n  - { id: ${DIGEST}, title: Morning, filter: "topic:e-commerce", at: "07:30", zone: Europe/Brussels }\n`,
  )
  let told = NEWS
  const show = (): void => host.show('/feed', rss(told.map((news, at) => itemOf(news, now - (at + 1) * 600_000))))
  show()
  const running = place.start(['serve'], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_PUBLIC_URL: witness.url, POLYWIRE_ADMIN_TOKEN: TOKEN },
  })
  const ready = await running.line(/^Polywire is running at http/)
  witness.forwardTo(/http:[^\s,]+\d/.exec(ready)?.[0] ?? '')
  const stories = async (): Promise<number> => {
    const status = (await (await fetch(`${witness.url}/api/v1/status`)).json()) as { readonly stories: number }
    return status.stories
  }
  await vi.waitUntil(async () => (await stories()) === NEWS.length, { timeout: 300_000, interval: 100 })
  return {
    url: witness.url,
    place,
    here: (text) => text.replaceAll('http://127.0.0.1:8080', witness.url).replaceAll('https://news.example.org', witness.url),
    tell: async (news) => {
      told = [news, ...told]
      show()
      const address = `${witness.url}/api/v1/sources/${SOURCE}/poll?wait=1`
      const answer = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })
      if (!answer.ok) throw new Error(`polling: ${answer.status} ${await answer.text()}`)
    },
    close: async () => {
      await place.clear()
      await Promise.all([witness.close(), host.close()])
    },
  }
}

const onThisMachine = (text: string, url: string): string => {
  const file = parseDocument(text)
  const sources = file.get('sources')
  for (const source of isSeq(sources) ? sources.items : []) {
    if (!isMap(source)) continue
    if (source.get('id') === SOURCE)
      for (const [key, value] of Object.entries({ url, site: 'https://news.example/' })) source.set(key, value)
    else source.set('active', false)
    if (source.get('id') === SOURCE) source.delete('language')
  }
  return String(file)
}
