/** A connection that only reads beside one that writes, in another thread or process. */
import type { Engine } from './engine.ts'

/** The same engine, but what it has in memory is read again as soon as another connection has written; `read` sees one state. */
export const followWriter = (engine: Engine): Engine => {
  const { db, all, get, iterate, tags, counters, words, bounds } = engine
  const version = db.prepare<[], number>('PRAGMA data_version').pluck()
  let seen = version.get()
  const look = (): void => {
    const found = version.get()
    if (found === seen) return
    seen = found
    for (const cache of [tags, counters, words, bounds]) cache.reload()
  }
  const lookBefore = <Of>(use: Of): Of => {
    look()
    return use
  }
  const inOneState = db.transaction((work: () => unknown) => work())
  return {
    ...engine,
    all: (...statement) => lookBefore(all)(...statement),
    get: (...statement) => lookBefore(get)(...statement),
    iterate: (...statement) => lookBefore(iterate)(...statement),
    get tags() {
      return lookBefore(tags)
    },
    get counters() {
      return lookBefore(counters)
    },
    get words() {
      return lookBefore(words)
    },
    get bounds() {
      return lookBefore(bounds)
    },
    read: <Result>(work: () => Result) => inOneState(work) as Result,
  }
}
