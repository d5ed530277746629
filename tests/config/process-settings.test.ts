import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listenOptionsFrom } from '../../src/config/process-settings.ts'

test.each([
  ['127.0.0.1:99999', /^POLYWIRE_LISTEN: /],
  ['NaN', /^POLYWIRE_LISTEN: /],
  ['127.0.0.1:-1', /^POLYWIRE_LISTEN: /],
  ['127.0.0.1:80\n81', /^POLYWIRE_LISTEN: /],
])('the address to listen on is no %j', (text, message) =>
  expect(() => listenOptionsFrom({}, { POLYWIRE_LISTEN: text })).toThrow(message),
)

test.each([' ', 'a b', 'a\nb', 'ключ', 'a\u0000'])(
  'an admin token that no header can send is refused, and not shown: %j',
  (token) => {
    expect(() => listenOptionsFrom({}, { POLYWIRE_ADMIN_TOKEN: token })).toThrow(
      /^POLYWIRE_ADMIN_TOKEN: holds spaces, or characters other than ASCII, which no Authorization header can send$/,
    )
    const folder = mkdtempSync(join(tmpdir(), 'polywire-token-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, 'token'), `x${token}y\n`)
    expect(() => listenOptionsFrom({}, { POLYWIRE_ADMIN_TOKEN_FILE: join(folder, 'token') })).toThrow(
      /^POLYWIRE_ADMIN_TOKEN_FILE: holds/,
    )
    writeFileSync(join(folder, 'token'), 'right\n')
    expect(listenOptionsFrom({}, { POLYWIRE_ADMIN_TOKEN_FILE: join(folder, 'token') }).adminToken).toBe('right')
  },
)

test('a password in the public address would be in every link: it is refused, and not shown', () => {
  const wrong = () => listenOptionsFrom({}, { POLYWIRE_PUBLIC_URL: 'https://editor:pass@news.example' })
  expect(wrong).toThrow(/^POLYWIRE_PUBLIC_URL holds a user name, which every link would show$/)
})
