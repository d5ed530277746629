import { describe, expect, test } from 'vitest'
import { createTogether } from '../../../src/store/sqlite/together.ts'
import { StoreError, UndoneError } from '../../../src/store/store.ts'

/** A store whose content is a list: what one transaction wrote is kept whole, or not at all. */
const createList = () => {
  let kept: readonly string[] = []
  const transactions: (readonly string[])[] = []
  let writing: string[] = []
  let refusal: Error | null = null
  const together = createTogether((change) => {
    writing = []
    const result = change()
    if (refusal !== null) throw refusal
    kept = [...kept, ...writing]
    transactions.push(writing)
    return result
  })
  const add = (name: string, terms: { readonly size?: number; readonly again?: boolean } = {}): Promise<number> =>
    together.write(() => writing.push(name), { size: 1, again: true, ...terms })
  const fail = (): Promise<never> =>
    together.write(
      () => {
        throw new Error('this one is bad')
      },
      { size: 1, again: true },
    )
  return {
    add,
    fail,
    together,
    kept: () => kept,
    transactions,
    refuse(error: Error | null) {
      refusal = error
    },
  }
}

const outcomes = async (writes: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(writes)).map((write) =>
    write.status === 'fulfilled' ? 'kept' : write.reason instanceof UndoneError ? 'undone' : String(write.reason.message),
  )

describe('changes that wait at the same time', () => {
  test('are one transaction, in their order, and each gets its own result', async () => {
    const list = createList()
    expect(await Promise.all([list.add('a'), list.add('b'), list.add('c')])).toEqual([1, 2, 3])
    expect(list.transactions).toEqual([['a', 'b', 'c']])
    await list.add('d')
    expect(list.transactions).toEqual([['a', 'b', 'c'], ['d']])
  })

  test('share it only as far as they are small together', async () => {
    const list = createList()
    await Promise.all([
      list.add('a', { size: 20 }),
      list.add('b', { size: 30 }),
      list.add('c'),
      list.add('large', { size: 400 }),
    ])
    expect(list.transactions).toEqual([['a', 'b'], ['c'], ['large']])
  })

  test('are not told of before they are kept', async () => {
    const list = createList()
    const first = list.add('a').then(() => list.kept())
    const second = list.add('b')
    expect(list.kept()).toEqual([])
    expect(await first).toEqual(['a', 'b'])
    await second
  })

  test('of which one is bad: it fails alone, the others are done again or told that they were undone', async () => {
    const list = createList()
    const writes = [list.add('a'), list.add('once', { again: false }), list.fail(), list.add('b'), list.add('later')]
    expect(await outcomes(writes)).toEqual(['kept', 'undone', 'this one is bad', 'kept', 'kept'])
    expect(list.kept()).toEqual(['a', 'b', 'later'])
    const reason: unknown = await list.fail().catch((error: unknown) => error)
    expect(reason).not.toBeInstanceOf(UndoneError)
  })

  test('all fail where none can be kept, each with the reason, and the next are tried', async () => {
    const list = createList()
    list.refuse(new StoreError('nothing can be written: disk-full'))
    expect(await outcomes([list.add('a'), list.add('b', { again: false })])).toEqual([
      'nothing can be written: disk-full',
      'nothing can be written: disk-full',
    ])
    list.refuse(null)
    await list.add('c')
    expect(list.kept()).toEqual(['c'])
  })

  test('what was undone says why, and that it can be tried again', () => {
    expect(new UndoneError(new Error('this one is bad')).message).toBe(
      'undone, since what was written at the same time failed: this one is bad. It can be written by itself.',
    )
  })

  test('are waited for', async () => {
    const list = createList()
    const write = list.add('a')
    await list.together.idle()
    expect(list.kept()).toEqual(['a'])
    await write
    await list.together.idle()
  })
})
