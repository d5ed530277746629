import { setImmediate } from 'node:timers/promises'
import { UndoneError } from '../store.ts'

/**
 * Changes that wait at the same time are one transaction, in the order in which they came. Each changes the ends of the same tables and
 * indexes, and a page is written once for all of them. Nobody waits for others to come.
 */
export type Together = {
  /** Inside a transaction that others may share. */
  readonly write: <Result>(change: () => Result, terms: Terms) => Promise<Result>
  /** Resolves when nothing waits. */
  readonly idle: () => Promise<void>
}
export type Terms = {
  /** About so many articles are written: one or more. */
  readonly size: number
  /** Where another in its transaction fails and it is undone with it: true, it is simply done again; false, it fails with UndoneError. */
  readonly again: boolean
}

/** Articles of one transaction: as many as a feed brings that is read for the first time. So long do others wait. */
const MOST = 50

/** `change` returns what tells of its success, to be called when it is kept. */
type Waiting = Terms & { readonly change: () => () => void; readonly fail: (error: unknown) => void }

/** `transaction`: all of it happens or nothing. */
export const createTogether = (transaction: <Result>(change: () => Result) => Result): Together => {
  let queue: readonly Waiting[] = []
  let working: Promise<void> | null = null

  const writeSome = (): void => {
    const group = firstOf(queue)
    queue = queue.slice(group.length)
    let tried = 0
    const changeAll = (): readonly (() => void)[] => {
      const tells = group.map(({ change }, nth) => {
        tried = nth
        return change()
      })
      tried = group.length
      return tells
    }
    try {
      for (const tell of transaction(changeAll)) tell()
    } catch (error) {
      queue = [...undone(group, group[tried], error), ...queue]
    }
  }
  const work = async (): Promise<void> => {
    for (; queue.length > 0; writeSome()) await setImmediate()
    working = null
  }
  return {
    write: <Result>(change: () => Result, terms: Terms) =>
      new Promise<Result>((resolve, fail) => {
        const changeAndTell = () => {
          const result = change()
          return () => resolve(result)
        }
        queue = [...queue, { ...terms, change: changeAndTell, fail }]
        working ??= work()
      }),
    async idle() {
      await working
    },
  }
}

/** The next one, and as many after it as there is room for. */
const firstOf = (queue: readonly Waiting[]): readonly Waiting[] => {
  let [count, size] = [1, queue[0]?.size ?? 0]
  while (count < queue.length && size + (queue[count]?.size ?? 0) <= MOST) size += queue[count++]?.size ?? 0
  return queue.slice(0, count)
}

/** Returns those to be done again, each by itself. `culprit` undefined: all of them could not be kept. */
const undone = (group: readonly Waiting[], culprit: Waiting | undefined, error: unknown): readonly Waiting[] => {
  const isToBlame = (one: Waiting): boolean => culprit === undefined || one === culprit
  for (const one of group)
    if (isToBlame(one)) one.fail(error)
    else if (!one.again) one.fail(new UndoneError(error))
  return group.filter((one) => !isToBlame(one) && one.again).map((one) => ({ ...one, size: MOST }))
}
