import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeyring, tokensInFolder } from '../../src/store/feed-tokens.ts'
import { openWorkplace, type Workplace } from './workplace.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
  place.write('feeds.yaml', 'feeds:\n  - { id: desk, title: Desk, private: true }\n  - { id: open, title: Open }\n')
})
afterEach(async () => await place.clear())

const make = async (...more: string[]): Promise<{ id: string; key: string; address: string }> =>
  JSON.parse((await place.run(['token', 'new', 'desk', '--json', ...more])).out)

test('a token opens its feed until it is revoked, beside a running service', async () => {
  const served = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
  const started = await served.line(/"event":"started"/)
  const url = /"url":"([^"]+)"/.exec(started)?.[1] ?? ''
  const { id, key } = await make('--note', 'for Ada')
  const ask = async (): Promise<number> => (await fetch(`${url}/feeds/desk.atom?key=${key}`)).status
  expect(await ask()).toBe(200)
  expect((await place.run(['token', 'list'])).out).toMatch(new RegExp(`${id}\\s+desk\\s+\\d{4}-\\d\\d-\\d\\d\\s+for Ada`))
  expect(await place.run(['token', 'revoke', id])).toMatchObject({ code: 0 })
  expect(await ask()).toBe(403)
  served.child.kill('SIGTERM')
  const { out, err } = await served.ended
  expect(out + err).not.toContain(key)
})

test('only its hash is kept, in a file that others cannot read', async () => {
  const { key, address } = await make()
  expect(address).toBe(`http://127.0.0.1:8080/feeds/desk.atom?key=${key}`)
  expect(Buffer.from(key, 'base64url')).toHaveLength(16)
  const file = join(place.data, 'feed-tokens.json')
  expect(readFileSync(file, 'utf8')).not.toContain(key)
  expect(statSync(file).mode & 0o077).toBe(0)
  const opens = createKeyring(tokensInFolder(place.data))
  expect(await Promise.all([opens('desk', key), opens('open', key), opens('desk', `${key}x`), opens('desk', '')])).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test.each([
  [
    { POLYWIRE_PUBLIC_URL: 'https://news.example.org/wire', POLYWIRE_LISTEN: '0.0.0.0:8080' },
    'https://news.example.org/wire/',
    '',
  ],
  [{ POLYWIRE_LISTEN: '0.0.0.0:8080' }, 'http://127.0.0.1:8080/', 'POLYWIRE_PUBLIC_URL is not set'],
  [{ POLYWIRE_LISTEN: '[::1]:9000' }, 'http://[::1]:9000/', 'POLYWIRE_PUBLIC_URL is not set'],
])('with %j the address begins with %s', async (env, beginning, remark) => {
  const { out, err } = await place.run(['token', 'new', 'desk'], { env })
  expect(out.startsWith(`${beginning}feeds/desk.atom?key=`)).toBe(true)
  expect(err).toContain(remark)
})

test.each([
  [['token', 'new', 'nowhere'], 'There is no feed "nowhere"'],
  [['token', 'new', 'open'], 'Set "private: true"'],
  [['token', 'revoke', 'ffffffff'], '"polywire token list" shows'],
])('%j says what is wrong', async (args, sentence) => {
  expect(await place.run(args)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) })
})

test('a file that cannot be read is said to be so', async () => {
  await make()
  writeFileSync(join(place.data, 'feed-tokens.json'), '[{"id":1}]')
  expect(await place.run(['token', 'list'])).toMatchObject({ code: 2, err: expect.stringContaining("can't be read as a list") })
})
