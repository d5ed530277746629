/** A field described by examples in English alone, as an operator meets it: articles in other languages, feeds, explain, a change, no model. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { readFileSync } from 'node:fs'
import { item, openWorkplace, rss, service, type Workplace } from './workplace.ts'

const OUTBREAKS = `  - id: outbreaks
    label: Disease outbreaks
    about: Outbreaks of infectious diseases. IN cases, quarantine. OUT vaccination campaigns.
    examples:
      match:
        - Cholera cases double in a week as flooding hits camps
        - Health ministry confirms 14 measles cases in school cluster
        - Ebola kills nine in remote district
        - Dengue infections hit record high as rainy season begins
        - Avian flu found in third human patient this month
      miss: [Children line up for measles shots as campaign begins]
`
const TRAINS = `  - id: trains
    label: Train accidents
    about: Accidents on railways.
    examples:
      match:
        - Two trains collide head-on, at least 30 dead
        - Freight train carrying chemicals derails near town
        - Car hit by train at level crossing, driver killed
        - Passenger train hits landslide, dozens injured
        - Coaches overturn after derailment on bridge
`
let host: FeedHost
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  place.write('sources.yaml', `sources:\n  - { id: desk, name: The desk, url: "http://${host.host}/desk" }\n`)
  place.write('polywire.yaml', service([host.host], ''))
  place.write('lexicon/en.yaml', 'language: en\n')
  place.write('feeds.yaml', 'feeds:\n  - { id: ill, title: { en: Ill }, filter: "topic:outbreaks" }\n')
  place.write('topics.yaml', `topics:\n${OUTBREAKS}`)
  const tenDaysAgo = new Date(Date.now() - 10 * 86_400_000).toUTCString()
  host.show(
    '/desk',
    rss([
      item('1', 'Masern breiten sich in Wien aus: 30 neue Fälle binnen einer Woche'),
      item('2', 'Passagierzug nach Erdrutsch entgleist: drei Tote'),
      item('3', 'Neue Oper in Hamburg feiert Premiere'),
    ])
      .replaceAll(/Mon, 23 Nov 2026 08:00:00 GMT/g, tenDaysAgo)
      .replaceAll(/<description>[^<]*<\/description>/g, ''),
  )
})
afterEach(async () => {
  await place.clear()
  await host.close()
})
const explained = async (nth: number): Promise<string> =>
  (await place.run(['explain', `https://desk.example/${nth}`, '--numbers'])).out

test('a German report gets the topic of English examples, its feed holds it, and another topic is found once it is there', async () => {
  expect((await place.run(['once'])).code).toBe(0)
  expect(await explained(1)).toMatch(/topic +outbreaks[\s\S]*like the example[\s\S]*feed +ill: in/)
  expect(await explained(2)).not.toMatch(/topic +outbreaks/)
  place.write('topics.yaml', `topics:\n${OUTBREAKS}${TRAINS}`)
  expect((await place.run(['retag'])).code).toBe(0)
  expect(await explained(2)).toMatch(/topic +trains/)
  expect(await explained(3)).not.toMatch(/^topic/m)
})

test('without a model one message says so, and words decide', async () => {
  place.write('polywire.yaml', service([host.host], 'understanding: { model: none }\n'))
  place.write('lexicon/de.yaml', 'language: de\ntopics: { outbreaks: { terms: [Masern] } }\n')
  const { err } = await place.run(['once'])
  expect(err.match(/by their words alone/g)).toHaveLength(1)
  expect(await explained(1)).toMatch(/topic +outbreaks/)
})

test('lab read reads with the topics of one file, and names what is wrong in it', async () => {
  place.write('own.yaml', `topics:\n${TRAINS}${OUTBREAKS}  - { id: broken, label: Broken, exmples: [] }\n`)
  const input = JSON.stringify({ id: 1, title: 'Dos trenes chocan en Chile y dejan cinco muertos' })
  const { out, err, code } = await place.run(['lab', 'read', '--topics', place.path('config/own.yaml')], { input })
  expect([code, JSON.parse(out)]).toMatchObject([0, { topics: [{ id: 'trains' }] }])
  expect(err).toMatch(/own\.yaml:\d+:\d+: unknown key "exmples"/)
})

test('a trial shows what is doubtful, and an answer becomes an example that the next trial learns from', async () => {
  place.write('topics.yaml', `topics:\n${OUTBREAKS}`)
  await place.run(['once'])
  type Shown = { readonly id: string; readonly title: string; readonly probability: number }
  const trial = async (...args: readonly string[]) =>
    JSON.parse((await place.run(['topic', 'try', 'outbreaks', '--json', ...args])).out) as {
      readonly tagged: number
      readonly answers: number
      readonly next: readonly Shown[]
    }
  const first = await trial()
  expect(first).toMatchObject({ tagged: 1, answers: 0, next: [{ title: expect.stringContaining('Masern') }] })
  const after = await trial('--yes', first.next[0]?.id ?? '')
  expect(after).toMatchObject({ answers: 1, next: [] })
  expect(readFileSync(`${place.config}/topics.yaml`, 'utf8')).toMatch(/- \{ text: "Masern.*language: de, was: 0\.\d+ \}/)
  expect((await place.run(['topic', 'try', 'opera'])).err).toContain('There is no topic "opera"')
  expect((await place.run(['topic', 'suggest'])).out).toContain('No group among')
})

test('the page of a trial asks who has the token, takes an answer without a script, and does not ask again', async () => {
  await place.run(['once'])
  const env = { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_ADMIN_TOKEN: 'a-token-for-tests' }
  const running = place.start(['serve'], { env })
  const url = /http:\S+/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
  const page = `${url}/topics/outbreaks/trial`
  const refused = await fetch(page)
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="polywire"'])
  const authorization = `Basic ${Buffer.from('me:a-token-for-tests').toString('base64')}`
  const shown = await (await fetch(page, { headers: { authorization } })).text()
  expect(shown).toMatch(/<strong>Masern breiten sich in Wien aus[\s\S]*<button name="verdict" value="right">Yes/)
  const asked = /name="asked" value="([^"]+)"/.exec(shown)?.[1] ?? ''
  const body = new URLSearchParams({ asked, verdict: 'right' })
  const foreign = await fetch(page, { method: 'POST', headers: { authorization, origin: 'https://evil.example' }, body })
  expect(foreign.status).toBe(403)
  const answered = await fetch(page, { method: 'POST', headers: { authorization, origin: url }, body, redirect: 'manual' })
  expect([answered.status, answered.headers.get('location')]).toEqual([303, '/topics/outbreaks/trial'])
  expect(readFileSync(`${place.config}/topics.yaml`, 'utf8')).toMatch(/- \{ text: "Masern.*language: de, was: 0\.\d+ \}/)
  const after = await (await fetch(page, { headers: { authorization } })).text()
  expect(after).not.toContain('name="asked"')
  expect(after).toMatch(/<dt>Answers<\/dt><dd>1<\/dd><\/div><div><dt>Precision<\/dt><dd>1\.00 \(0\.21 to 1\.00\)/)

  const bearer = { authorization: 'Bearer a-token-for-tests' }
  expect(await (await fetch(`${url}/api/v1/topics/outbreaks/trial`, { headers: bearer })).json()).toMatchObject({
    topic: 'outbreaks',
    answers: 1,
    next: [],
  })
  const { data } = (await (await fetch(`${url}/api/v1/articles?q=Oper`)).json()) as { data: readonly { id: string }[] }
  const example = await fetch(`${url}/api/v1/topics/outbreaks/examples`, {
    method: 'POST',
    headers: bearer,
    body: JSON.stringify({ article: data[0]?.id, match: false }),
  })
  expect([example.status, await example.json()]).toMatchObject([
    201,
    { text: 'Neue Oper in Hamburg feiert Premiere', match: false },
  ])
  running.child.kill('SIGTERM')
  await running.ended
})
