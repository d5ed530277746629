/** `polywire alerts`, and alerts of the running service, from outside. */
import { beforeEach, expect, test } from 'vitest'
import type { FeedHost } from '../ingest/feed-host.ts'
import { listenOn127 } from '../websub/listener.ts'
import { noteIn, openWorkplaceWithHost, pollOnce, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({ a: rss([fresh('1', 'Heavy rain in the north')]) })
  ;({ host, place } = opened)
  return opened.close
})
const fresh = (key: string, title: string): string =>
  `<item><guid>${key}</guid><link>https://desk.example/${key}</link><title>${title}</title><pubDate>${new Date().toUTCString()}</pubDate></item>`
const open = (target: string, secret = 'HOOK'): void => {
  place.write('polywire.yaml', service([host.host], `delivery: { allow_private: ["${target}"] }\n`))
  place.write(
    'alerts.yaml',
    `alerts:\n  - { id: desk, filter: "topic:shops", thresholds: [{ sources: 1 }], target: { kind: slack, url: "\${${secret}}" } }\n`,
  )
}
/** An alert tells what comes after it was first looked at. */
const alertBegins = async (): Promise<void> => await expect.poll(async () => await noteIn(place, 'alert.desk')).not.toBeNull()

test('an example goes to the target, and what the target says is told without its address', async () => {
  const hook = await listenOn127()
  const env = { HOOK: `${hook.url}/services/SECRET` }
  open(new URL(hook.url).host)
  hook.answer = () => ({ status: 200 })
  expect(await place.run(['alerts', 'test', 'desk'], { env })).toMatchObject({
    code: 0,
    err: expect.stringContaining('was taken'),
  })
  expect(JSON.parse(hook.posts()[0]?.body.toString() ?? '{}')).toMatchObject({ text: expect.stringContaining('Example') })
  hook.answer = () => ({ status: 404 })
  const refused = await place.run(['alerts', 'test', 'desk'], { env })
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the target answered 404') })
  expect(refused.err).not.toContain('SECRET')
  expect(await place.run(['alerts', 'test', 'nothing'], { env })).toMatchObject({ code: 2 })
})

test('a private target is refused unless delivery.allow_private opens it', async () => {
  const hook = await listenOn127()
  open('10.0.0.0/8')
  const refused = await place.run(['alerts', 'test', 'desk'], { env: { HOOK: hook.url } })
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('delivery.allow_private') })
  expect(hook.heard).toEqual([])
})

test('what was given up is sent again: by a running service at once, else at its next start', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 410 })
  const env = { HOOK: `${hook.url}/services/SECRET`, POLYWIRE_LISTEN: '127.0.0.1:0' }
  open(new URL(hook.url).host)
  const running = place.start(['serve'], { env })
  await running.line(/^Polywire is running at http/)
  await alertBegins()
  host.show('/b', rss([fresh('1', 'Heavy rain in the north'), fresh('2', 'A new marketplace opens')]))
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a`, b: `http://${host.host}/b` }))
  await running.line(/"event":"alert-dead"/)
  const lettersOf = async (): Promise<readonly { readonly id: string }[]> =>
    (JSON.parse((await place.run(['alerts', '--json'], { env })).out) as { deadLetters: { id: string }[] }).deadLetters
  const [letter] = await lettersOf()
  expect((await place.run(['alerts'], { env })).out).toContain(letter?.id ?? '?')
  expect(await place.run(['alerts', 'retry', letter?.id ?? ''], { env })).toMatchObject({
    code: 0,
    err: expect.stringContaining('The running service sends 1 message again'),
  })
  await expect.poll(() => hook.posts().length).toBe(2)
  await expect.poll(async () => (await lettersOf()).length).toBe(1)
  running.child.kill('SIGTERM')
  await running.ended
  hook.answer = () => ({ status: 200 })
  expect(await place.run(['alerts', 'retry', '--all'], { env })).toMatchObject({
    code: 0,
    err: expect.stringContaining('will be sent by the service'),
  })
  expect(await lettersOf()).toEqual([])
  const again = place.start(['serve'], { env })
  await again.line(/"event":"alert-delivered"/)
  expect(hook.posts()).toHaveLength(3)
  expect(await place.run(['alerts', 'retry', 'msg_none'], { env })).toMatchObject({ code: 2 })
  expect(await place.run(['alerts', 'retry'], { env })).toMatchObject({ code: 2 })
})

test('a service tells what comes, from an alert that was added while it runs; a kill and a restart tell nothing twice', async () => {
  const hook = await listenOn127()
  hook.answer = () => ({ status: 200 })
  const env = { HOOK: `${hook.url}/services/SECRET`, POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_ADMIN_TOKEN: 'a-token-for-tests' }
  place.write('polywire.yaml', service([host.host], `delivery: { allow_private: ["${new URL(hook.url).host}"] }\n`))
  await pollOnce(place)
  const start = async () => {
    const running = place.start(['serve'], { env })
    const line = await running.line(/^Polywire is running at http/)
    const url = /http:\S+/.exec(line)?.[0] ?? ''
    const poll = async (): Promise<void> =>
      void (await fetch(`${url}/api/v1/poll?wait=1`, {
        method: 'POST',
        headers: { authorization: 'Bearer a-token-for-tests' },
      }))
    return { ...running, url, poll }
  }
  const first = await start()
  open(new URL(hook.url).host)
  await alertBegins()
  host.show('/a', rss([fresh('1', 'Heavy rain in the north'), fresh('2', 'A new marketplace opens')]))
  await expect.poll(async () => (await first.poll(), hook.posts().length), { interval: 500 }).toBe(1)
  expect(JSON.parse(hook.posts()[0]?.body.toString() ?? '{}')).toMatchObject({
    text: expect.stringContaining('A new marketplace opens'),
  })
  await first.line(/"event":"alert-delivered"/)
  first.child.kill('SIGKILL')
  await first.ended
  const second = await start()
  await second.poll()
  const metrics = await (await fetch(`${second.url}/metrics`)).text()
  expect(metrics).toContain('polywire_alert_messages_waiting 0')
  second.child.kill('SIGTERM')
  const { out } = await second.ended
  expect(hook.posts()).toHaveLength(1)
  expect(out).not.toContain('SECRET')
  const listed = await place.run(['alerts', '--json'], { env })
  expect(JSON.parse(listed.out)).toMatchObject({
    alerts: [{ id: 'desk', kind: 'slack', waiting: 0, dead: 0 }],
    deadLetters: [],
  })
  expect((await place.run(['alerts'], { env })).out).toMatch(/desk\s+slack 127\.0\.0\.1:\d+\s+once\s+0\s+0\s+0/)
})
