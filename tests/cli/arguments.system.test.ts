/** What no command takes, whichever it is. */
import { existsSync, readdirSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { openWorkplace } from './workplace.ts'

const place = openWorkplace()
afterAll(async () => await place.clear())

describe('a text that the configuration would not hold is refused before anything is done', () => {
  test.each([
    ['a note', ['story', 'pin', 'a00000000000000000000', '--note', 'why\u001B[2J'], 'argument 5: holds the character U+001B'],
    ['a reason', ['takedown', 'host', 'a.example', '--reason', 'x\u202Ey'], 'argument 5: holds the character U+202E'],
    ['a reason of a megabyte', ['takedown', 'host', 'a.example', '--reason', 'x'.repeat(100_000)], 'at most 10000'],
    ['a file', ['import-opml', 'a\u0007.opml'], 'argument 2: holds the character U+0007'],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await place.run(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(readdirSync(place.config).filter((name) => /takedowns|corrections/.test(name))).toEqual([])
  })
})

test('an argument that an unset variable left empty names nothing', async () => {
  const { code, err } = await place.run(['backup', ''])
  expect([code, err]).toEqual([2, 'An argument is empty, as where a variable of the shell is not set.\n'])
  expect(existsSync('.part')).toBe(false)
  // A store would begin in the folder where the shell is.
  for (const args of [
    ['--data', '', 'once'],
    ['--config', '', 'check'],
    ['once', '--data', ''],
  ])
    expect((await place.run(args)).err).toBe('An argument is empty, as where a variable of the shell is not set.\n')
  for (const args of [['once'], ['token', 'list']])
    expect(await place.run(args, { env: { POLYWIRE_DATABASE_URL: 'sqlite:' } })).toMatchObject({
      code: 2,
      err: 'POLYWIRE_DATABASE_URL: only sqlite:FOLDER and postgres://… are supported\n',
    })
})

test.each(['file:///etc/passwd', 'ftp://a.example/feed', 'gopher://a.example'])(
  'a site is asked by http only: %s',
  async (address) => {
    const { code, err } = await place.run(['add', address])
    expect([code, err]).toEqual([2, `"${address}" is no address of a site or feed\n`])
  },
)
