/** The service as its own process, with the shipped topics and words, over invented news; a witness stands before it. */
import { cpSync } from 'node:fs'
import { resolve } from 'node:path'
import { vi } from 'vitest'
import { openWorkplace, service as serviceYaml } from '../cli/workplace.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { DESKS, deskFeed, linkOf, NEWS, type Told } from './news.ts'
import { startWitness, type Witness } from './witness.ts'
import { isGrouped } from '../is-grouped.ts'

export type Service = {
  /** Where readers find it. */
  readonly url: string
  readonly witness: Witness
  /** What the desks tell now, newest first. */
  news(): readonly Told[]
  /** A desk tells more, and is polled again. */
  tell(told: Told): Promise<void>
  /** A desk changes what it told, and is polled again. */
  revise(told: Told): Promise<void>
  /** The operator says that these reports are one story; none: that what was said is taken back. */
  join(...told: readonly Told[]): void
  close(): Promise<void>
}

const TOKEN = 'readers-of-all-kinds'
const FEEDS = `feeds:
  - { id: all, title: { en: Everything & more, ar: كل شيء }, group: article, limit: 10 }
  - { id: cross-border, title: { en: "Cross-border “<e-commerce>”", zh-Hans: 跨境电商 }, filter: "topic:ec.cross-border", group: article, limit: 3 }
  - { id: cables, title: { en: Cables }, filter: "topic:ig.cables", group: story }
`

type Beginning = {
  /** feeds.yaml */
  readonly feeds?: string
  /** What the desks have told when the service starts. */
  readonly told?: readonly Told[]
}

export const startService = async (now: number, { feeds = FEEDS, told = NEWS }: Beginning = {}): Promise<Service> => {
  const host = await startFeedHost()
  const witness = await startWitness()
  const place = openWorkplace()
  cpSync(resolve(import.meta.dirname, '../../config'), place.config, { recursive: true })
  place.write('polywire.yaml', serviceYaml([host.host]))
  place.write('feeds.yaml', feeds)
  const sources = DESKS.map(
    ({ id, name, language, republish }) =>
      `  - { id: ${id}, name: ${JSON.stringify(name)}, url: "http://${host.host}/${id}", language: ${language}, republish: ${republish} }`,
  )
  place.write('sources.yaml', `sources:\n${sources.join('\n')}\n`)
  const show = (all: readonly Told[]): void => {
    for (const desk of DESKS)
      host.show(
        `/${desk.id}`,
        deskFeed(
          desk,
          all.filter((one) => one.desk === desk.id),
          now,
        ),
      )
  }
  let news = told
  show(news)
  const running = place.start(['serve'], {
    env: { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_PUBLIC_URL: witness.url, POLYWIRE_ADMIN_TOKEN: TOKEN },
  })
  const ready = await running.line(/^Polywire is running at http/)
  witness.forwardTo(/http:[^\s,]+\d/.exec(ready)?.[0] ?? '')
  const poll = async (): Promise<void> => {
    const answer = await fetch(`${witness.url}/api/v1/poll?wait=1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const text = await answer.text()
    if (!answer.ok || (JSON.parse(text) as { readonly read: number }).read !== 1)
      throw new Error(`polling: ${answer.status} ${text}`)
  }
  // What is due is polled at the start: feeds have it all, once it is stored and grouped.
  const isAllThere = async (): Promise<boolean> => {
    const { items } = (await (await fetch(`${witness.url}/api/v1/status`)).json()) as { readonly items: unknown }
    return items === told.length && (await isGrouped(witness.url))
  }
  await vi.waitUntil(isAllThere, { timeout: 300_000, interval: 100 })
  return {
    url: witness.url,
    witness,
    news: () => news,
    tell: async (report) => {
      news = [...news, report].toSorted((one, other) => one.hours - other.hours)
      show(news)
      await poll()
    },
    revise: async (report) => {
      news = news.map((one) => (one.key === report.key && one.desk === report.desk ? report : one))
      show(news)
      await poll()
    },
    join: (...reports) => {
      const line = reports.length === 0 ? '[]' : `\n  - { join: [${reports.map((one) => `"${linkOf(one)}"`).join(', ')}] }`
      place.write('corrections.yaml', `corrections: ${line}\n`)
    },
    close: async () => {
      await place.clear()
      await Promise.all([witness.close(), host.close()])
    },
  }
}
