/** What each kind of target gets, and that no headline becomes markup or calls people. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { listenOn127, type Heard } from '../websub/listener.ts'
import { alert, openDesk, SECRET } from './desk.ts'
import type { AlertDefinition } from '../../src/model/alert.ts'

const TITLE = 'Cable <!channel> [x](http://evil) @all <script> & *cut*'

const sent = async (
  target: (url: string) => AlertDefinition['target'],
  rest: Partial<AlertDefinition> = {},
  title = TITLE,
): Promise<Heard> => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 200, text: '{}' })
  const desk = await openDesk([alert(target(hook.url), rest)])
  await desk.report('one', 'a', { title, text: 'Ships were sent.' })
  await desk.settle()
  expect(hook.heard).toHaveLength(1)
  const [heard] = hook.heard
  if (heard === undefined) throw new Error('nothing came')
  return heard
}
const json = ({ body }: Heard) => JSON.parse(body.toString()) as Record<string, unknown>

test('a webhook is signed by Standard Webhooks', async () => {
  const heard = await sent((url) => ({ kind: 'webhook', url, secret: SECRET }))
  const { headers, body } = heard
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body.toString()}`
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64')
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  expect(headers['webhook-id']).toMatch(/^msg_[\w-]+$/)
  expect(headers['content-type']).toBe('application/json')
  expect(json(heard)).toMatchObject({
    type: 'story.alert',
    timestamp: expect.stringMatching(/^2026-06-15T12:00/),
    data: {
      alert: { id: 'desk', title: 'Desk' },
      story: { url: expect.stringMatching(/^https:\/\/news\.example\/stories\/s/), sources: 1, languages: 1 },
      report: { title: TITLE, summary: 'Ships were sent.', url: 'https://news.example/a', language: 'en', source: 'The one' },
    },
  })
})

test('the signature is that of the example of Standard Webhooks', async () => {
  const { webhookHeaders } = await import('../../src/delivery/standard-webhooks.ts')
  const headers = webhookHeaders({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    at: 1_614_265_330_000,
  })
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('Slack, and what takes messages in its form: escaped, so that no headline calls a channel', async () => {
  const text = String(json(await sent((url) => ({ kind: 'slack', url }))).text)
  expect(text).toContain('|Cable &lt;!channel&gt; [x](http://evil) @\u2060all &lt;script&gt; &amp; *cut*>')
  expect(text).toContain('<https://news.example/stories/s')
  expect(text).not.toContain('<!channel>')
})

test('Mattermost: Markdown that a headline does not leave', async () => {
  const text = String(json(await sent((url) => ({ kind: 'mattermost', url }))).text)
  expect(text).toContain(String.raw`\[x\]\(http://evil\)`)
  expect(text).toContain('](https://news.example/stories/s')
  expect(text).not.toContain('@all')
})

test('Mattermost: no character reference becomes a mention, since Markdown decodes it', async () => {
  const title = 'Cut &#64;all &#x40;channel &commat;here &lt;b&gt;'
  const text = String(json(await sent((url) => ({ kind: 'mattermost', url }), {}, title)).text)
  expect(text).toContain(String.raw`Cut \&\#64;all \&\#x40;channel \&commat;here \&lt;b\&gt;`)
})

test('Telegram: a headline calls no member of the group', async () => {
  const heard = await sent((url) => ({ kind: 'telegram', url, token: '123:ABC', chat: '-100' }), {}, 'Cut @ann_b says')
  expect(json(heard).text).toContain('Cut @\u2060ann_b says')
})

test('Teams: an adaptive card with a button', async () => {
  const { attachments } = json(await sent((url) => ({ kind: 'teams', url })))
  expect(attachments).toMatchObject([
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard',
        actions: [{ type: 'Action.OpenUrl', url: expect.stringMatching(/^https:\/\/news\.example\/stories\//) }],
      },
    },
  ])
})

test('ntfy: published as JSON at the root of the server, with its token', async () => {
  const heard = await sent((url) => ({ kind: 'ntfy', url: `${url}/push/desk`, token: 'tk_1' }))
  expect(heard.path).toBe('/push/')
  expect(heard.headers.authorization).toBe('Bearer tk_1')
  expect(json(heard)).toMatchObject({ topic: 'desk', title: TITLE, click: expect.stringContaining('/stories/') })
})

test('Telegram: HTML by the Bot API', async () => {
  const heard = await sent((url) => ({ kind: 'telegram', url, token: '123:ABC', chat: '-100' }))
  expect(heard.path).toBe('/bot123:ABC/sendMessage')
  expect(json(heard)).toMatchObject({
    chat_id: '-100',
    parse_mode: 'HTML',
    text: expect.stringContaining('&lt;script&gt; &amp;'),
  })
})

test('Matrix: put under the id of the message, with no mentions', async () => {
  const heard = await sent((url) => ({ kind: 'matrix', url, token: 't', room: '!abc:desk.example' }))
  expect(heard.method).toBe('PUT')
  expect(decodeURIComponent(heard.path)).toMatch(
    /^\/_matrix\/client\/v3\/rooms\/!abc:desk\.example\/send\/m\.room\.message\/msg_/,
  )
  expect(json(heard)).toMatchObject({ 'm.mentions': {}, formatted_body: expect.stringContaining('&lt;script&gt;') })
})

test('sentences are in the language of the alert', async () => {
  const text = String(json(await sent((url) => ({ kind: 'slack', url }), { language: 'de' })).text)
  expect(text).toMatch(/Eine Quelle|1 Quelle/)
})
