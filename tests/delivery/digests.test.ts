/** When issues of digests are made, what they tell, and who gets them. */
import { expect, test } from 'vitest'
import type { DigestIssue } from '../../src/model/digest.ts'
import { issueText } from '../../src/publish/digest/write-issue.ts'
import { digestWordsOf } from '../../src/web/digests/digest-locale.ts'
import { DAY, HOUR, MINUTE, NOON } from '../store/samples.ts'
import { openDesk, type Desk } from './desk.ts'
import { digest } from './digest-samples.ts'
import { type MailServer, mailServer, partOf } from './mail-server.ts'

/** 07:30 in Brussels, in summer. */
const DUE = NOON - 6.5 * HOUR
const TOMORROW = DUE + DAY
const TO = ['ann@desk.example', 'ben@desk.example']

const settings = ({ port }: MailServer) => ({ url: `smtp://127.0.0.1:${port}`, from: 'Polywire <news@desk.example>' })
const issues = async (desk: Desk) => await desk.store.digests.issues({ digest: 'morning', limit: 9 })
const headlines = async (desk: Desk) => (await issues(desk)).map(({ items }) => items.map(({ headline }) => headline))
const until = async (desk: Desk, at: number): Promise<void> => {
  desk.now = at
  await desk.settle()
}

test('an issue is made when it is due and not before, once, with the stories since the last one', async () => {
  const desk = await openDesk([], { digests: [digest()] })
  await desk.report('one', 'a', { title: 'Parcels taxed' })
  await until(desk, TOMORROW - 1)
  expect(await issues(desk)).toEqual([])
  await until(desk, TOMORROW)
  await until(desk, TOMORROW + MINUTE)
  expect(await headlines(desk)).toEqual([['Parcels taxed']])
  expect((await issues(desk))[0]).toMatchObject({ due: TOMORROW, since: DUE, madeAt: TOMORROW, found: 1 })
  desk.now = TOMORROW + HOUR
  await desk.report('one', 'b', { title: 'Cable mended' })
  await until(desk, TOMORROW + DAY)
  expect(await headlines(desk)).toEqual([['Cable mended'], ['Parcels taxed']])
  expect((await issues(desk))[0]).toMatchObject({ since: TOMORROW, found: 1 })
})

test('an issue tells what a language does not report, and how many of its sources could have', async () => {
  const desk = await openDesk([], { digests: [digest({ top: 1, gaps: 'en' })] })
  const tunnel = await desk.report('one', 'tunnel-fr', { title: 'Tunnel fermé', language: 'fr' })
  await desk.join(tunnel, 'two', 'tunnel-ar', { title: 'إغلاق النفق', language: 'ar' })
  await desk.report('three', 'gone-de', { title: 'Nur auf Deutsch', language: 'de' })
  const cable = await desk.report('four', 'cable-en', { title: 'Cable mended' })
  for (const [nth, from] of ['one', 'two', 'three', 'five'].entries())
    await desk.join(cable, from, `cable-${nth}`, { language: nth < 2 ? 'fr' : 'en' })
  await until(desk, TOMORROW)
  const [issue] = await issues(desk)
  expect(issue?.items.map(({ headline, missing }) => [headline, missing?.language])).toEqual([
    ['Cable mended', undefined],
    ['Tunnel fermé', 'en'],
  ])
  const words = digestWordsOf(digest())
  const text = issueText(issue as DigestIssue, {
    words,
    topics: new Map(),
    storyPage: () => null,
    styleOf: () => '',
    isAlone: true,
    pictures: false,
  })
  expect(text).toContain('Stories: 1 of 3')
  expect(text).toMatch(/Not reported in English \(active sources: [1-5]\)\n=+\n\nTunnel fermé/)
})

test('a digest that was added a minute before its time comes at that time', async () => {
  const desk = await openDesk([], { digests: [digest()], now: TOMORROW - MINUTE })
  await desk.report('one', 'a', { title: 'Parcels taxed' })
  await until(desk, TOMORROW)
  expect(await headlines(desk)).toEqual([['Parcels taxed']])
})

test('a digest begins with the first time after it was added, and anew when its times change', async () => {
  const desk = await openDesk([], { digests: [digest()], now: DUE + HOUR })
  await desk.report('one', 'a')
  await until(desk, DUE + 2 * HOUR)
  expect(await issues(desk)).toEqual([])
  await until(desk, TOMORROW)
  // At ten it is set to nine.
  desk.digests = [digest({ times: { ...digest().times, minutes: 9 * 60 } })]
  await until(desk, TOMORROW + 2.5 * HOUR)
  expect((await issues(desk)).map(({ due }) => due)).toEqual([TOMORROW])
  await desk.report('one', 'b')
  await until(desk, TOMORROW + DAY + 2 * HOUR)
  expect((await issues(desk)).map(({ due }) => due)).toEqual([TOMORROW + DAY + 1.5 * HOUR, TOMORROW])
})

test('a missed issue is made once after a restart, as of its time; after twelve hours its stories come in the next', async () => {
  const server = await mailServer()
  const desk = await openDesk([], { digests: [digest({ to: TO })], mail: settings(server) })
  await desk.report('one', 'a', { title: 'Parcels taxed' })
  await desk.service.close()
  desk.now = TOMORROW + HOUR
  await desk.report('two', 'b', { title: 'Too late for it' })
  desk.now = TOMORROW + 11 * HOUR
  await desk.restart()
  await desk.restart()
  expect(await headlines(desk)).toEqual([['Parcels taxed']])
  expect(server.mails.map(({ to }) => to.join()).toSorted()).toEqual(TO)
  await desk.service.close()
  desk.now = TOMORROW + DAY + 13 * HOUR
  await desk.restart()
  expect(await headlines(desk)).toHaveLength(1)
  await until(desk, TOMORROW + 2 * DAY)
  expect((await headlines(desk))[0]).toEqual(['Too late for it'])
  expect(server.mails).toHaveLength(4)
})

test('stories are ranked by sources, languages and how new they are; only the first ones are told', async () => {
  const desk = await openDesk([], { digests: [digest({ top: 3 })] })
  // Nine tenths of the reports of this one are from the day before.
  desk.now = DUE - 2 * HOUR
  const old = await desk.report('one', 'o0', { title: 'Old' })
  for (const [index, from] of ['two', 'three', 'four', 'two', 'three', 'four', 'two', 'three'].entries())
    await desk.join(old, from, `o${index + 1}`, { title: `Old ${index}`, publishedAt: desk.now - HOUR })
  desk.now = NOON
  await desk.join(old, 'five', 'o9', { title: 'Old again' })
  const wide = await desk.report('one', 'w', { title: 'Two sources, two languages' })
  await desk.join(wide, 'two', 'w2', { title: 'Deux sources', language: 'fr' })
  const many = await desk.report('one', 'm', { title: 'Three sources' })
  await desk.join(many, 'two', 'm2', { title: 'Three sources tell' })
  await desk.join(many, 'three', 'm3', { title: 'Three sources say' })
  await desk.report('one', 's', { title: 'One source' })
  await until(desk, TOMORROW)
  const [issue] = await issues(desk)
  expect(issue?.items.map(({ headline }) => headline)).toEqual(['Two sources, two languages', 'Three sources', 'One source'])
  expect(issue?.found).toBe(4)
  expect(issue?.items[0]).toMatchObject({
    reports: 2,
    sources: 2,
    languages: [
      { language: 'en', reports: 1 },
      { language: 'fr', reports: 1 },
    ],
    isUpdate: false,
  })
})

test('a story that was told returns only with a development, and says that it is an update', async () => {
  const desk = await openDesk([], { digests: [digest()] })
  const story = await desk.report('one', 'a', { title: 'Parcels taxed' })
  await desk.join(story, 'two', 'a2', { title: 'Parcels taxed' })
  await until(desk, TOMORROW)
  // One more source in the same language is no development.
  desk.now = TOMORROW + HOUR
  await desk.join(story, 'three', 'a3', { title: 'Parcels taxed' })
  await until(desk, TOMORROW + DAY)
  expect(await headlines(desk)).toEqual([['Parcels taxed']])
  // A first report in French is one.
  desk.now = TOMORROW + DAY + HOUR
  await desk.join(story, 'four', 'a4', { title: 'Les colis taxés', language: 'fr' })
  await until(desk, TOMORROW + 2 * DAY)
  expect((await issues(desk)).map(({ due, items }) => [due, items[0]?.isUpdate])).toEqual([
    [TOMORROW + 2 * DAY, true],
    [TOMORROW, false],
  ])
})

test('a story of last week is known by all its reports: it returns with a development only, under a headline in the language of the digest', async () => {
  const desk = await openDesk([], { digests: [digest()] })
  const story = await desk.report('one', 'a', { title: 'Parcels taxed' })
  await desk.join(story, 'two', 'a2', { title: 'Les colis taxés', language: 'fr' })
  for (const days of [0, 1, 2, 3, 4, 5]) await until(desk, TOMORROW + days * DAY)
  desk.now = TOMORROW + 5 * DAY + HOUR
  await desk.join(story, 'three', 'a3', { title: 'Les petits colis taxés', language: 'fr', publishedAt: desk.now })
  await until(desk, TOMORROW + 6 * DAY)
  expect(await headlines(desk)).toEqual([['Parcels taxed']])
  desk.now = TOMORROW + 6 * DAY + HOUR
  await desk.join(story, 'four', 'a4', { title: 'Pakete besteuert', language: 'de', publishedAt: desk.now })
  await until(desk, TOMORROW + 7 * DAY)
  expect(await headlines(desk)).toEqual([['Parcels taxed'], ['Parcels taxed']])
})

test('what came while an issue was made is in the next one, and nothing in two', async () => {
  const desk = await openDesk([], { digests: [digest()] })
  desk.now = TOMORROW - 5 * MINUTE
  await desk.report('one', 'before', { title: 'Before' })
  desk.now = TOMORROW + 1
  await desk.report('one', 'after', { title: 'After' })
  await until(desk, TOMORROW + 2)
  await until(desk, TOMORROW + DAY)
  expect(await headlines(desk)).toEqual([['After'], ['Before']])
})

test('what a new source brings of last year is in no issue', async () => {
  const desk = await openDesk([], { digests: [digest()] })
  await desk.report('one', 'a', { title: 'Of last year', publishedAt: NOON - 300 * DAY })
  await until(desk, TOMORROW)
  expect(await issues(desk)).toEqual([])
})

test('only reports that meet the filter count as news', async () => {
  const desk = await openDesk([], { digests: [digest()] })
  desk.filter = { kind: 'language', anyOf: ['fr'] }
  await desk.report('one', 'a', { title: 'In English' })
  const story = await desk.report('one', 'b', { title: 'Cable cut' })
  await desk.join(story, 'two', 'b2', { title: 'Câble coupé', language: 'fr' })
  await until(desk, TOMORROW)
  expect(await headlines(desk)).toEqual([['Câble coupé']])
})

test('where there is nothing to tell nobody is written to, unless the digest says so', async () => {
  const server = await mailServer()
  const desk = await openDesk([], { digests: [digest({ to: TO.slice(0, 1) })], mail: settings(server) })
  await until(desk, TOMORROW)
  expect([await issues(desk), server.mails]).toEqual([[], []])
  expect(await desk.store.digests.latestDue('morning', TOMORROW)).toBe(TOMORROW)
  desk.digests = [digest({ to: TO.slice(0, 1), empty: 'send' })]
  await until(desk, TOMORROW + DAY)
  expect(await headlines(desk)).toEqual([[]])
  expect(partOf(server.mails[0] ?? { to: [], from: '', text: '' }, 'text/plain')).toContain(
    'No stories were reported in this time.',
  )
})

test('each reader gets a mail of their own, which says what it is, and how to end it', async () => {
  const server = await mailServer()
  const desk = await openDesk([], { digests: [digest({ to: TO })], mail: settings(server) })
  const story = await desk.report('one', 'a', {
    title: 'Cable <b>cut</b> & mended',
    text: 'Ships were sent.',
    topics: ['cables'],
  })
  await desk.join(story, 'two', 'b', { title: 'Câble coupé', language: 'fr' })
  await until(desk, TOMORROW)
  expect(server.mails.map(({ to }) => to.join()).toSorted()).toEqual(TO)
  const mail = server.mails.find(({ to }) => to.includes('ann@desk.example'))
  if (mail === undefined) throw new Error('no mail')
  expect(mail.text).toMatch(/^Subject: Morning: 16 June 2026\r$/m)
  expect(mail.text).toMatch(/^List-Unsubscribe: <https:\/\/news\.example\/unsubscribe\/key-\d>,\s+<mailto:news@desk\.example/m)
  expect(mail.text).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
  expect(mail.text).toMatch(/^List-I[Dd]: <digest\.morning\.desk\.example>\r$/m)
  const html = partOf(mail, 'text/html')
  expect(html).toContain('<html lang="en" dir="ltr">')
  expect(html).toContain('Cable &lt;b&gt;cut&lt;/b&gt; &amp; mended')
  expect(html).toContain(`<a href="https://news.example/stories/${story}">`)
  expect(html).toContain('>Cables</h2>')
  expect(html).toContain('>Polywire</p>\r\n<h1')
  expect(html).toContain('<bdi>Reported in 2 languages by 2 sources</bdi></a>')
  expect(html).toContain('href="https://news.example/digests/morning/2026-06-16T0530Z?ui=en"')
  expect(html).toContain('This mail goes to ann@desk.example.')
  const text = partOf(mail, 'text/plain')
  expect(text).toContain('Cable <b>cut</b> & mended')
  expect(text).toContain('Ships were sent.')
  const keys = server.mails.map((one) => /unsubscribe\/(key-\d)/.exec(one.text)?.[1])
  expect(new Set(keys).size).toBe(2)
})

test('a mail in Arabic runs from right to left, with headlines in the languages that the digest prefers', async () => {
  const server = await mailServer()
  const definition = digest({ to: TO.slice(0, 1), language: 'ar', preferred: ['ar', 'fr'] })
  const desk = await openDesk([], { digests: [definition], mail: settings(server) })
  const story = await desk.report('one', 'a', { title: 'Parcels taxed' })
  await desk.join(story, 'two', 'b', { title: 'ضريبة على الطرود', language: 'ar' })
  const other = await desk.report('one', 'c', { title: 'Cable cut' })
  await desk.join(other, 'two', 'd', { title: 'Câble coupé', language: 'fr' })
  await until(desk, TOMORROW)
  const html = partOf(server.mails[0] ?? { to: [], from: '', text: '' }, 'text/html')
  expect(html).toContain('<html lang="ar" dir="rtl">')
  expect(html).toContain('<body dir="rtl"')
  expect(html).toMatch(/<h3 lang="ar" dir="rtl"[^>]*><a [^>]*><bdi>ضريبة على الطرود/)
  expect(html).toMatch(/<h3 lang="fr" dir="ltr"[^>]*><a [^>]*><bdi>Câble coupé/)
  expect(html).toContain('الصباح')
})

test('who has unsubscribed gets no more, until left out and added again', async () => {
  const server = await mailServer()
  const desk = await openDesk([], { digests: [digest({ to: TO })], mail: settings(server) })
  const day = async (index: number): Promise<void> => {
    await desk.report('one', `r${index}`)
    server.mails.length = 0
    await until(desk, TOMORROW + index * DAY)
  }
  await day(0)
  const [ann] = await desk.store.digests.readers('morning')
  await desk.store.digests.endReader(ann?.token ?? '', desk.now)
  await day(1)
  expect(server.mails.map(({ to }) => to.join())).toEqual(['ben@desk.example'])
  desk.digests = [digest({ to: TO.slice(1) })]
  await day(2)
  desk.digests = [digest({ to: TO })]
  await day(3)
  expect(server.mails.map(({ to }) => to.join()).toSorted()).toEqual(TO)
})

test('a mail that failed is not sent again to a reader who unsubscribed meanwhile', async () => {
  const ending = { token: '' }
  const server = await mailServer({
    onRcptTo(_, __, callback) {
      const { token } = ending
      if (token === '') return callback()
      ending.token = ''
      void desk.store.digests.endReader(token, desk.now)
      callback(Object.assign(new Error('busy'), { responseCode: 451 }))
    },
  })
  const desk = await openDesk([], { digests: [digest({ to: ['ann@desk.example'] })], mail: settings(server) })
  await desk.report('one', 'a')
  await until(desk, TOMORROW)
  ending.token = (await desk.store.digests.readers('morning'))[0]?.token ?? ''
  await desk.report('one', 'b')
  await until(desk, TOMORROW + DAY)
  await until(desk, TOMORROW + DAY + HOUR)
  expect(server.mails).toHaveLength(1)
  expect(await desk.store.deliveries.deadLetters(9)).toMatchObject([{ problem: 'this reader has unsubscribed' }])
})

test('a reader who was taken off the list while the mail waited gets none', async () => {
  const desk = await openDesk([], { digests: [digest({ to: TO })], mail: { url: 'smtp://127.0.0.1:1', from: 'a@b.example' } })
  await desk.report('one', 'a')
  await until(desk, TOMORROW)
  expect(await desk.store.deliveries.deliveryCounts()).toEqual(
    new Map([['digest:morning', { waiting: 2, failing: 2, dead: 0 }]]),
  )
  desk.digests = [digest({ to: TO.slice(1) })]
  await until(desk, TOMORROW + HOUR)
  expect(await desk.store.deliveries.deadLetters(9)).toMatchObject([
    { alert: 'digest:morning', headline: 'Morning: 16 June 2026', problem: 'the digest or this reader has left digests.yaml' },
  ])
})

test('a private digest is not linked to: its page needs a key', async () => {
  const server = await mailServer()
  const desk = await openDesk([], { digests: [digest({ to: TO.slice(0, 1), private: true })], mail: settings(server) })
  await desk.report('one', 'a')
  await until(desk, TOMORROW)
  const html = partOf(server.mails[0] ?? { to: [], from: '', text: '' }, 'text/html')
  expect(html).not.toContain('/digests/')
  expect(html).toContain('/unsubscribe/')
})

test('two services over one store make an issue once', async () => {
  const server = await mailServer()
  const desk = await openDesk([], { digests: [digest({ to: TO })], mail: settings(server) })
  await desk.report('one', 'a')
  const other = desk.open()
  desk.now = TOMORROW
  for (const service of [other, desk.service]) service.wake()
  await Promise.all([other.idle(), desk.service.idle()])
  await other.close()
  expect(await issues(desk)).toHaveLength(1)
  expect(server.mails.map(({ to }) => to.join()).toSorted()).toEqual(TO)
})

test('a clock that was years ahead for a while keeps no later issue from being made', async () => {
  const desk = await openDesk([], { digests: [digest({ empty: 'send' })] })
  await until(desk, TOMORROW)
  await until(desk, TOMORROW + 365 * 50 * DAY)
  const ahead = (await issues(desk)).length
  await until(desk, TOMORROW + HOUR)
  await desk.report('one', 'a', { title: 'Parcels taxed' })
  await until(desk, TOMORROW + DAY)
  await until(desk, TOMORROW + DAY + MINUTE)
  expect(await issues(desk)).toHaveLength(ahead + 1)
  expect(await desk.store.digests.issue('morning', TOMORROW + DAY)).toMatchObject({ since: TOMORROW, found: 1 })
})

test('a digest that began under a clock that was years ahead begins when that is set back', async () => {
  const desk = await openDesk([], { digests: [digest({ empty: 'send' })], now: TOMORROW + 365 * 50 * DAY + HOUR })
  await until(desk, DUE + HOUR)
  await until(desk, TOMORROW)
  expect((await issues(desk)).map(({ due }) => due)).toEqual([TOMORROW])
})
