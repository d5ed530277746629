/** Alerts that could not be delivered are for the operator's eyes. */
import { expect, onTestFinished, test } from 'vitest'
import { exampleNotice } from '../../src/delivery/notice.ts'
import { storyId } from '../../src/model/ids.ts'
import { publishContextFor } from '../../src/web/feeds/written-feed.ts'
import { alert } from '../delivery/alert-samples.ts'
import { AFTERNOON, CONFIGURATION, openNewsroom } from './newsroom.ts'

const TOKEN = 'a-token-for-the-tests'

test('the page of the sources shows dead letters to the holder of the admin token alone', async () => {
  const newsroom = await openNewsroom({ adminToken: TOKEN })
  onTestFinished(() => newsroom.close())
  const definition = alert({ kind: 'slack', url: 'https://hooks.example/SECRET' })
  const context = publishContextFor({ configuration: CONFIGURATION, origin: 'https://news.example', hub: null }, 'en')
  const notice = { ...exampleNotice(definition, context, AFTERNOON), headline: 'Cable <b>cut</b>' }
  const { deliveries } = newsroom.store
  const story = storyId('s1')
  const message = { id: 'm1', alert: 'desk', story, kind: 'slack', recipient: '', host: 'hooks.example', notice } as const
  await deliveries.announce({
    alert: 'desk',
    story,
    articles: [],
    coverage: { sources: 1, languages: 1, origins: 1 },
    at: AFTERNOON,
    deliveries: [{ ...message, createdAt: AFTERNOON, due: AFTERNOON }],
  })
  await deliveries.recordOutcome('m1', { kind: 'dead', at: AFTERNOON, problem: 'the target answered 410 Gone' })
  const page = async (headers = {}, ui = 'en'): Promise<string> =>
    await (await newsroom.get(`/sources?ui=${ui}`, headers)).text()
  const admin = { authorization: `Bearer ${TOKEN}` }
  expect(await page(admin)).toContain('Alerts that could not be delivered')
  expect(await page(admin)).toContain('Cable &lt;b&gt;cut&lt;/b&gt;')
  expect(await page(admin)).toContain('hooks.example: the target answered 410 Gone')
  expect(await page(admin, 'ar')).toContain('تنبيهات تعذّر إيصالها')
  expect(await page()).not.toMatch(/could not be delivered|hooks\.example/)
})
