import { setImmediate } from 'node:timers/promises'

/** Values that have arrived by now, in groups of at most `most`: none waits for one that has not been sent yet. */
export async function* arrivedTogether<Value>(values: AsyncIterable<Value>, most: number): AsyncGenerator<readonly Value[]> {
  const source = values[Symbol.asyncIterator]()
  let group: Value[] = []
  for (let next = source.next(); ; ) {
    // What has arrived resolves before the event loop turns.
    const result = group.length === 0 ? await next : await Promise.race([next, setImmediate(null)])
    if (result?.done !== true && result !== null) {
      group.push(result.value)
      next = source.next()
      if (group.length < most) continue
    }
    if (group.length > 0) yield group
    if (result?.done === true) return
    group = []
  }
}
