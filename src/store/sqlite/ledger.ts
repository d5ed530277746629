import type { Instant } from '../../model/ids.ts'
import type { Connection } from './connection.ts'

type Totals = {
  edition: number
  /** Since when the edition stands. */
  editionAt: Instant
  items: number
  articles: number
  copies: number
  stories: number
  nextArticle: number
  nextStory: number
}

/** Totals and the next numbers, in memory and in one row. Change them inside a transaction and `save` at its end. */
export type Ledger = {
  readonly totals: Totals
  save(): void
  reload(): void
}

export const createLedger = ({ get, run }: Connection, now: () => Instant): Ledger => {
  const totals: Totals = {
    edition: 0,
    editionAt: 0,
    items: 0,
    articles: 0,
    copies: 0,
    stories: 0,
    nextArticle: 1,
    nextStory: 1,
  }
  let saved = 0
  const reload = (): void => {
    Object.assign(totals, get<Totals>(LEDGER))
    saved = totals.edition
  }
  reload()
  return {
    totals,
    reload,
    save: () => {
      // A clock that was set back must not make what is new look old.
      if (totals.edition !== saved) totals.editionAt = Math.max(now(), totals.editionAt)
      saved = totals.edition
      const { edition, editionAt, items, articles, copies, stories, nextArticle, nextStory } = totals
      run(SAVE, edition, editionAt, items, articles, copies, stories, nextArticle, nextStory)
    },
  }
}

const LEDGER = `SELECT edition, edition_at AS editionAt, items, articles, copies, stories, next_article AS nextArticle, next_story AS nextStory FROM ledger`
const SAVE = `UPDATE ledger SET edition = ?, edition_at = ?, items = ?, articles = ?, copies = ?, stories = ?, next_article = ?, next_story = ?`
