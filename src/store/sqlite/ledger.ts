import type { Connection } from './connection.ts'

type Totals = {
  edition: number
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

export const createLedger = ({ get, run }: Connection): Ledger => {
  const totals: Totals = { edition: 0, items: 0, articles: 0, copies: 0, stories: 0, nextArticle: 1, nextStory: 1 }
  const reload = (): void => {
    Object.assign(totals, get<Totals>(LEDGER))
  }
  reload()
  return {
    totals,
    reload,
    save: () => {
      const { edition, items, articles, copies, stories, nextArticle, nextStory } = totals
      run(SAVE, edition, items, articles, copies, stories, nextArticle, nextStory)
    },
  }
}

const LEDGER = `SELECT edition, items, articles, copies, stories, next_article AS nextArticle, next_story AS nextStory FROM ledger`
const SAVE = `UPDATE ledger SET edition = ?, items = ?, articles = ?, copies = ?, stories = ?, next_article = ?, next_story = ?`
