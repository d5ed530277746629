/** `polywire digests`, from outside. */
import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { mailServer, partOf } from '../delivery/mail-server.ts'
import { openWorkplaceWithHost, pollOnce, rss, type Workplace } from './workplace.ts'

let place: Workplace
const fresh = (key: string, title: string): string =>
  `<item><guid>${key}</guid><link>https://desk.example/${key}</link><title>${title}</title><pubDate>${new Date().toUTCString()}</pubDate></item>`
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({
    a: rss([fresh('1', 'Heavy rain in the north'), fresh('2', 'A new marketplace opens')]),
  })
  place = opened.place
  place.write(
    'digests.yaml',
    'digests:\n  - { id: desk, title: { en: Desk, fr: Le bureau }, filter: "topic:shops", at: "07:30", zone: UTC, language: fr, to: [ann@desk.example], private: true }\n',
  )
  await pollOnce(place)
  return opened.close
})

test('lists what comes when, and to how many', async () => {
  const { out } = await place.run(['digests'])
  expect(out).toMatch(/desk\s+Every day at 07:30 \(UTC\)\s+\d{4}-\d\d-\d\dT07:30Z\s+none yet\s+1\s+0\s+0\s+0/)
  expect(JSON.parse((await place.run(['digests', '--json'])).out)).toMatchObject({
    digests: [{ id: 'desk', latest: null, readers: 1, unsubscribed: [], waiting: 0 }],
  })
  place.write('digests.yaml', 'digests: []\n')
  expect((await place.run(['digests'])).out).toContain('digests.yaml holds no digest.')
})

test('a preview says what the next issue would say by now: as text, as a page, as data', async () => {
  const { out } = await place.run(['digests', 'preview', 'desk'])
  expect(out).toContain('Le bureau')
  expect(out).toContain('A new marketplace opens')
  expect(out).not.toContain('Heavy rain')
  const file = place.path('mail.html')
  expect((await place.run(['digests', 'preview', 'desk', '--html', file])).err).toContain('mail.html')
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>\n<html lang="fr" dir="ltr">/)
  expect(JSON.parse((await place.run(['digests', 'preview', 'desk', '--json'])).out)).toMatchObject({
    found: 1,
    items: [{ headline: 'A new marketplace opens', topic: 'shops' }],
  })
  expect(await place.run(['digests', 'preview', 'nothing'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no digest "nothing"'),
  })
})

test('sends it to one address now, and nothing is stored', async () => {
  const server = await mailServer()
  const env = { POLYWIRE_SMTP_URL: `smtp://127.0.0.1:${server.port}`, POLYWIRE_MAIL_FROM: 'Polywire <news@desk.example>' }
  expect(await place.run(['digests', 'send', 'desk', 'eve@desk.example'], { env })).toMatchObject({ code: 0 })
  expect(server.mails.map(({ to }) => to.join())).toEqual(['eve@desk.example'])
  expect(partOf(server.mails[0] ?? { to: [], from: '', text: '' }, 'text/html')).toContain('A new marketplace opens')
  expect(JSON.parse((await place.run(['digests', '--json'])).out)).toMatchObject({ digests: [{ latest: null }] })
  expect(await place.run(['digests', 'send', 'desk', 'eve@desk.example'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('POLYWIRE_SMTP_URL'),
  })
  expect(await place.run(['digests', 'send', 'desk', 'nobody'], { env })).toMatchObject({ code: 2 })
  const away = { ...env, POLYWIRE_SMTP_URL: 'smtp://127.0.0.1:1' }
  expect(await place.run(['digests', 'send', 'desk', 'eve@desk.example'], { env: away })).toMatchObject({ code: 1 })
})

test('a key opens a private digest', async () => {
  const { out } = await place.run(['token', 'new', 'digest:desk'])
  expect(out).toMatch(/^http:\/\/127\.0\.0\.1:8080\/digests\/desk\.atom\?key=\S{22}\n/)
  expect(await place.run(['token', 'new', 'digest:nothing'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('digests.yaml'),
  })
  expect(await place.run(['token', 'new', 'desk'])).toMatchObject({ code: 2, err: expect.stringContaining('feeds.yaml') })
})
