/** One story that grows over five polls, as the reader of a feed sees it after each. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newsboat } from './newsboat.ts'
import { openNewsboatScreen, screenMissing } from './newsboat-screen.ts'
import { DESKS, EVENT, FILLERS, type Told } from './news.ts'
import { type Service, startService } from './service.ts'

const FEEDS = `feeds:\n  - { id: cables, title: { en: Cables }, filter: "topic:ig.cables" }\n`
/** The event's reports in order of arrival, and two that come later: another language, and the end of it. */
const REPORTS: readonly Told[] = [
  ...EVENT,
  {
    key: 'cables-hindi',
    desk: 'hind',
    hours: 9,
    title: 'डकार के पास दो समुद्री केबल (submarine cables) कटे, सात देशों में इंटरनेट धीमा: Orange और Sonatel',
    text: 'Orange और Sonatel ने मंगलवार को कहा कि सेनेगल में डकार से 38 किलोमीटर दूर दो समुद्री केबल कट गए। मरम्मत जहाज़ केप टाउन से चलेगा; मरम्मत में 10 दिन लगेंगे।',
    author: 'आशा वर्मा',
  },
  {
    key: 'cables-later',
    desk: 'harbour',
    hours: 8.5,
    title: 'Repair ship reaches the two submarine cables cut off Dakar; internet in seven countries still slow',
    text: 'The repair ship from Cape Town has reached the two submarine cables cut 38 kilometres off Dakar, Senegal, Orange and Sonatel said. Mending will take 10 days.',
    author: 'Fatou Ndiaye',
  },
]

let service: Service
beforeAll(async () => {
  service = await startService(Date.now(), { feeds: FEEDS, told: FILLERS })
})
afterAll(async () => {
  await service.close()
})

type Item = { readonly id: string; readonly title: string }
/** The entries of the feed, as its JSON form has them. */
const published = async (): Promise<readonly Item[]> => {
  const answer = await fetch(`${service.url}/feeds/cables.json`)
  return ((await answer.json()) as { readonly items: readonly Item[] }).items
}
const nameOf = ({ desk }: Told): string => DESKS.find(({ id }) => id === desk)?.name ?? desk

/** One screen after the other, for a person to look at. */
const DUMP = join(tmpdir(), 'polywire-developments.txt')

test.skipIf(newsboat.missing !== null)('the story stays one entry, and each development reaches newsboat', async () => {
  const address = `${service.url}/feeds/cables.atom`
  const reader = await newsboat.open()
  const screen = screenMissing === null ? openNewsboatScreen(address) : null
  const ids = new Set<string>()
  const titles: { readonly shown: readonly string[]; readonly published: readonly string[] }[] = []
  const unnamed: { readonly report: number; readonly sources: readonly string[] }[] = []
  try {
    writeFileSync(DUMP, '')
    for (const [index, report] of REPORTS.entries()) {
      await service.tell(report)
      const items = await published()
      const { entries } = await reader.refresh(address)
      const text = `${entries[0]?.content} ${entries[0]?.authors?.join()}`
      const sources = new Set(REPORTS.slice(0, index + 1).map(nameOf))
      for (const { id } of items) ids.add(id)
      titles.push({ shown: entries.map(({ title }) => title), published: items.map(({ title }) => title) })
      // A story of one report is that report, and credits its author.
      if (sources.size > 1) unnamed.push({ report: index + 1, sources: [...sources].filter((name) => !text.includes(name)) })
      if (screen === null) continue
      const { list, article } = await screen.reload()
      appendFileSync(DUMP, `=== after report ${index + 1}, by ${nameOf(report)}\n\n${list}\n${article}\n`)
    }
  } finally {
    await reader.close()
    await screen?.close()
    process.stderr.write(
      `tests/clients: ${screen === null ? `no screens: ${screenMissing}` : `newsboat's screens are in ${DUMP}`}\n`,
    )
  }
  expect(ids.size).toBe(1)
  for (const title of titles) expect(title.shown).toEqual(title.published)
  // All that have reported by then are named in what the reader shows.
  expect(unnamed.filter(({ sources }) => sources.length > 0)).toEqual([])
})
