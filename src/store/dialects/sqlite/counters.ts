import { isDeepStrictEqual } from 'node:util'
import type { Instant } from '../../../model/ids.ts'
import type { Connection } from './connection.ts'

type Totals = {
  edition: number
  /** When the edition began. */
  editionAt: Instant
  items: number
  articles: number
  copies: number
  stories: number
  nextArticle: number
  nextStory: number
  /** The position of the last row of the log that the grouper has decided about. */
  checkpoint: number
}

/** Totals and the next numbers, in memory and in one row. Change them inside a transaction and `save` at its end. */
export type Counters = {
  readonly totals: Totals
  save(): void
  /** True: the row equals what is in memory, so that no other process has written. */
  areStored(): boolean
  /** Reads the row again, after a transaction that was rolled back, or after another connection has written. */
  reload(): void
}

export const createCounters = ({ get, run }: Connection, now: () => Instant): Counters => {
  const totals: Totals = {
    edition: 0,
    editionAt: 0,
    items: 0,
    articles: 0,
    copies: 0,
    stories: 0,
    nextArticle: 1,
    nextStory: 1,
    checkpoint: 0,
  }
  let saved = 0
  const reload = (): void => {
    Object.assign(totals, get<Totals>(READ))
    saved = totals.edition
  }
  reload()
  return {
    totals,
    reload,
    areStored: () => isDeepStrictEqual(get<Totals>(READ), totals),
    save: () => {
      // After the clock was set back, new content must not look old.
      if (totals.edition !== saved) totals.editionAt = Math.max(now(), totals.editionAt)
      saved = totals.edition
      const { edition, editionAt, items, articles, copies, stories, nextArticle, nextStory, checkpoint } = totals
      run(SAVE, edition, editionAt, items, articles, copies, stories, nextArticle, nextStory, checkpoint)
    },
  }
}

const READ = `
  SELECT edition, edition_at AS editionAt, items, articles, copies, stories, next_article AS nextArticle, next_story AS nextStory, checkpoint
  FROM counters`
const SAVE = `
  UPDATE counters SET edition = ?, edition_at = ?, items = ?, articles = ?, copies = ?, stories = ?, next_article = ?, next_story = ?,
    checkpoint = ?`
