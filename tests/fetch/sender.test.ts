import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { createSender, type Message, type SenderSettings } from '../../src/fetch/sender.ts'
import { NOW, serve, serveRaw } from './servers.ts'

const senderWith = (settings: Partial<SenderSettings> = {}) => {
  const sender = createSender({
    userAgent: 'Polywire/1.0',
    allowPrivate: ['127.0.0.0/8'],
    timeoutMs: 15_000,
    perHost: { concurrency: 2, gapMs: 0 },
    now: () => NOW,
    elapsed: () => performance.now(),
    ...settings,
  })
  onTestFinished(() => sender.close())
  return sender
}
const post = (url: string, body = 'news'): Message => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from(body),
})

test('a message arrives complete, with its headers and User-Agent', async () => {
  const seen: string[] = []
  const server = await serve((request, response) => {
    const { 'content-type': type, 'user-agent': agent } = request.headers
    request.on('data', (chunk: Buffer) => seen.push(`${request.method} ${request.url} ${type} ${agent} ${chunk.toString()}`))
    request.on('end', () => response.writeHead(202).end('thanks'))
  })
  const reply = await senderWith().send(post(`${server.url}/in?key=1`))
  expect(reply).toEqual({ kind: 'answered', status: 202, text: 'thanks', location: null, retryAfterMs: null })
  expect(seen).toEqual(['POST /in?key=1 text/plain Polywire/1.0 news'])
})

test('a redirect is returned, and not followed', async () => {
  const server = await serve((_, response) => response.writeHead(307, { location: '/next', 'retry-after': '5' }).end())
  const reply = await senderWith().send(post(server.url))
  expect(reply).toMatchObject({ status: 307, location: `${server.url}/next`, retryAfterMs: 5_000 })
  expect(server.requests).toHaveLength(1)
})

test('a message is sent once, also where the receiver breaks off in its answer or has just closed a connection', async () => {
  let messages = 0
  const receiver = await serveRaw((socket, _, connection) => {
    messages += 1
    if (connection === 1) socket.end('HTTP/1.1 200 OK\r\nX: ')
    else if (connection === 2) socket.write('HTTP/1.1 204 No Content\r\n\r\n', () => setTimeout(() => socket.end(), 5))
    else socket.write('HTTP/1.1 204 No Content\r\n\r\n')
  })
  const sender = senderWith({ perHost: { concurrency: 1, gapMs: 0 } })
  const replies = await Promise.all([1, 2, 3].map(() => sender.send(post(receiver.url))))
  expect(replies.map(({ kind }) => kind)).toEqual(['failed', 'answered', 'answered'])
  expect(messages).toBe(3)
})

test('only the start of an answer is read, however long it is', async () => {
  const server = await serve((_, response) => {
    const more = (): void => {
      if (!response.destroyed && response.write('x'.repeat(1_000))) setImmediate(more)
      else response.once('drain', more)
    }
    response.writeHead(200)
    more()
  })
  const reply = await senderWith().send({ ...post(server.url), method: 'GET', body: null })
  expect(reply).toMatchObject({ kind: 'answered', status: 200, text: 'x'.repeat(4_096) })
})

test('a private address is not connected to, neither by address nor by name', async () => {
  const server = await serve((_, response) => response.end())
  const sender = senderWith({ allowPrivate: [] })
  const named = server.url.replace('127.0.0.1', 'localhost')
  for (const url of [server.url, named])
    expect(await sender.send(post(url))).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden-address' } })
  expect(server.requests).toHaveLength(0)
  expect(sender.blockReason(new URL(server.url))).toMatch(/127\.0\.0\.1 is/)
  expect(sender.blockReason(new URL('https://reader.example/'))).toBeNull()
})

test('silence and nonsense are failures', async () => {
  const silent = await serveRaw(() => {})
  expect(await senderWith({ timeoutMs: 200 }).send(post(silent.url))).toEqual({
    kind: 'failed',
    failure: { kind: 'timed-out', afterMs: 200 },
  })
  expect(await senderWith().send(post('mailto:reader@example.org'))).toMatchObject({ failure: { kind: 'unreachable' } })
  const closed = await serveRaw((socket) => socket.destroy())
  expect(await senderWith().send(post(closed.url))).toMatchObject({ failure: { kind: 'unreachable' } })
})

test('a closed sender aborts what is in flight, with an error that says so', async () => {
  const server = await serve(() => {})
  const sender = senderWith()
  const sent = sender.send(post(server.url))
  await expect.poll(() => server.requests.length).toBe(1)
  await Promise.all([expect(sent).rejects.toThrow('the sender is closed'), sender.close()])
  await expect(sender.send(post(server.url))).rejects.toThrow('the sender is closed')
})

test('a message that was answered is not kept in memory', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const server = await serve((_, response) => response.writeHead(204).end())
  const sender = senderWith({ answerBytes: 0 })
  const kept: WeakRef<object>[] = []
  const sendOne = async (): Promise<void> => {
    const body = Buffer.from('news')
    kept.push(new WeakRef(body))
    await sender.send({ ...post(server.url), body })
  }
  for (let index = 0; index < 20; index += 1) await sendOne()
  const stillKept = (): number => {
    collect()
    return kept.filter((message) => message.deref() !== undefined).length
  }
  await expect.poll(stillKept).toBeLessThan(5)
})
