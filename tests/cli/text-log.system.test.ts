import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTerminal } from '../../src/cli/terminal.ts'
import { textLine } from '../../src/cli/text-log.ts'
import { openWorkplace, type Workplace } from './workplace.ts'

const written = (
  record: unknown,
  { isTTY = false, env = {} }: { isTTY?: boolean; env?: { NO_COLOR?: string } } = {},
): string => {
  const stream = { isTTY, write: () => true }
  return textLine(JSON.stringify(record), createTerminal({ stdout: stream, stderr: stream, env }))
}

describe('an event of the log as text', () => {
  const time = new Date(2026, 10, 24, 9, 5, 7).toISOString()

  test('has the time, the level, the event, the words and the other fields', () => {
    const record = {
      level: 'warn',
      time,
      event: 'poll-failed',
      source: 'ripe-labs',
      tookMs: 30,
      note: 'a b',
      msg: 'RIPE Labs: no answer',
    }
    expect(written(record)).toBe(
      '2026-11-24 09:05:07 warn  poll-failed RIPE Labs: no answer source=ripe-labs tookMs=30 note="a b"',
    )
  })

  test('shows problems and stack traces line by line below it', () => {
    const err = { type: 'Error', message: 'x', stack: 'Error: x\n    at run (a.ts:1:2)' }
    expect(written({ level: 'error', time, event: 'reload-failed', problems: ['a.yaml:1:1: x', 'b.yaml:2:2: y'], err })).toBe(
      '2026-11-24 09:05:07 error reload-failed\n    a.yaml:1:1: x\n    b.yaml:2:2: y\n    Error: x\n    at run (a.ts:1:2)',
    )
  })

  test('is coloured on a terminal, unless NO_COLOR is set', () => {
    const record = { level: 'error', time, event: 'e', msg: 'm' }
    expect(written(record, { isTTY: true })).toContain('\u001B[31merror\u001B[0m')
    expect(written(record, { isTTY: true, env: { NO_COLOR: '1' } })).not.toContain('\u001B')
    expect(written(record)).not.toContain('\u001B')
  })

  test('lets no escape sequence from outside through', () => {
    const evil = '\u001B[2Jgone\u009B31m'
    const text = written({ level: 'info', time, event: 'e', source: evil, list: [evil], msg: evil })
    expect(['\u001B', '\u009B'].filter((sign) => text.includes(sign))).toEqual([])
  })
})

describe('polywire serve', () => {
  let place: Workplace
  beforeEach(() => void (place = openWorkplace()))
  afterEach(async () => await place.clear())
  const logOf = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const served = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0', ...env } })
    await served.line(/started/)
    served.child.kill('SIGTERM')
    return (await served.ended).out
  }

  test('logs JSON in a pipe, with the names of levels', async () => {
    const lines = (await logOf({})).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toContain('info')
  })

  // A device that is always full.
  test.skipIf(!existsSync('/dev/full')).each(['json', 'text'])('lives on where its log (%s) finds no room', async (format) => {
    const env = { POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_LOG_FORMAT: format }
    const served = place.start(['serve'], { env, output: '/dev/full' })
    const [url = ''] = /http:\S+/.exec(await served.line(/is running at/)) ?? []
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    served.child.kill('SIGTERM')
    expect(await served.ended).toMatchObject({ code: 0 })
  })

  test.skipIf(!existsSync('/dev/full'))('a command whose answer finds no room says so and fails', async () => {
    const { code, err } = await place.start(['export-opml'], { output: '/dev/full' }).ended
    expect({ code, err }).toEqual({ code: 1, err: 'the disk is full.\n' })
  })

  test('logs text where POLYWIRE_LOG_FORMAT says so', async () => {
    expect(await logOf({ POLYWIRE_LOG_FORMAT: 'text' })).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info {2}started url=http:\/\/127\.0\.0\.1:\d+ sources=0$/m,
    )
  })
})
