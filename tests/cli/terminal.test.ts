import { expect, test } from 'vitest'
import { createTerminal } from '../../src/cli/terminal.ts'

test('what a feed says moves no cursor, clears no screen and turns no line; our own colours are painted', () => {
  const written: string[] = []
  const stream = { isTTY: true, write: (text: string) => written.push(text) }
  const terminal = createTerminal({ stdout: stream, stderr: stream, env: {} })
  terminal.out(`${terminal.mark('tariff')} \u001B[2J\u001B]0;title\u0007\u009b31m\u202egnirts\u2066\r\ttab\nline`)
  terminal.note('\u0000\u007f\u001B[1Aup')
  expect(written).toEqual(['\u001B[1;33mtariff\u001B[0m [2J]0;title31mgnirts\ttab\nline\n', '[1Aup\n'])
})
