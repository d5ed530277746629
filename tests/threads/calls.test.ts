import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { callsBetween } from '../../src/threads/calls.ts'

const ports: MessageChannel[] = []
afterEach(() => {
  for (const { port1, port2 } of ports.splice(0)) for (const port of [port1, port2]) port.close()
})

type Theirs = {
  readonly twice: (number: number) => number
  readonly slowly: (text: string) => Promise<string>
  readonly fail: () => never
  readonly failOddly: () => never
  readonly never: () => Promise<void>
}

const bothSides = () => {
  const channel = new MessageChannel()
  ports.push(channel)
  callsBetween(channel.port2, {
    twice: (number: number) => 2 * number,
    slowly: async (text: string) => await Promise.resolve(`slowly ${text}`),
    fail() {
      throw Object.assign(new RangeError('too far'), { code: 'EADDRINUSE', syscall: 'listen' })
    },
    failOddly() {
      // oxlint-disable-next-line typescript/only-throw-error -- what others throw
      throw 'only text'
    },
    never: async () => await new Promise(() => {}),
  })
  return callsBetween<Theirs>(channel.port1, {})
}

describe('a call of a function in another thread', () => {
  test('resolves to what the function returns, each to its own', async () => {
    const { call } = bothSides()
    expect(await Promise.all([call('slowly', 'one'), call('twice', 21), call('slowly', 'two')])).toEqual([
      'slowly one',
      42,
      'slowly two',
    ])
  })

  test('rejects with an error of the same name, message and code', async () => {
    const { call } = bothSides()
    await expect(call('fail')).rejects.toMatchObject({
      name: 'RangeError',
      message: 'too far',
      code: 'EADDRINUSE',
      syscall: 'listen',
    })
    await expect(call('failOddly')).rejects.toThrow('only text')
  })

  test('rejects as soon as the other thread has ended, whenever it was made', async () => {
    const { call, end } = bothSides()
    const waiting = call('never')
    end(new Error('it ended'))
    await expect(waiting).rejects.toThrow('it ended')
    await expect(call('twice', 1)).rejects.toThrow('it ended')
  })
})
