import type { Grouping } from '../../../model/taxonomy.ts'
import type { Connection } from './connection.ts'

/**
 * The full-text index returns the order of arrival, and readers need the published order. This knows, for blocks of articles in the order of
 * arrival, which part of the published order they cover: where a search may begin and where it may stop.
 */
export type SortBounds = {
  /** No article with this number or a smaller one, and no story of one, is later than the returned time in the published order. */
  readonly latest: (article: number) => number
  /** All articles with larger numbers than the returned one (or their stories) are later than `at`. */
  readonly newestAtOrBefore: (at: number, grouping: Grouping) => number
  /** Call it inside a transaction, and `save` at its end. */
  readonly note: (article: number, sortAt: number, storyAt: number) => void
  readonly save: () => void
  readonly reload: () => void
}

const BLOCK_BITS = 10
type Block = { block: number; latest: number; article: number; story: number }

export const createSortBounds = ({ all, run }: Connection): SortBounds => {
  /** Null: not read yet. */
  let known: Block[] | null = null
  const changed = new Set<Block>()
  const blocksNow = (): Block[] => {
    if (known !== null) return known
    const blocks: Block[] = []
    for (const block of all<Block>(BLOCKS)) {
      while (blocks.length < block.block) blocks.push(emptyBlock(blocks.length, blocks.at(-1)))
      blocks.push(block)
    }
    known = blocks
    return blocks
  }
  const blockOf = (article: number): Block => {
    const blocks = blocksNow()
    const number = article >> BLOCK_BITS
    while (blocks.length <= number) blocks.push(emptyBlock(blocks.length, blocks.at(-1)))
    return blocks[number] ?? emptyBlock(number, undefined)
  }
  return {
    reload: () => {
      changed.clear()
      known = null
    },
    latest: (article) => {
      const blocks = blocksNow()
      return blocks[Math.min(article >> BLOCK_BITS, blocks.length - 1)]?.latest ?? 0
    },
    newestAtOrBefore: (at, grouping) =>
      (((blocksNow().findLast((block) => block[grouping] <= at)?.block ?? -1) + 1) << BLOCK_BITS) - 1,
    note: (article, sortAt, storyAt) => {
      const block = blockOf(article)
      block.latest = Math.max(block.latest, sortAt)
      block.article = Math.min(block.article, sortAt)
      block.story = Math.min(block.story, storyAt)
      changed.add(block)
      // An article that was stored long ago may be published only now: the bounds of all later blocks must cover it.
      for (const later of blocksNow()
        .slice(block.block + 1)
        .filter(({ latest }) => latest < sortAt)) {
        later.latest = sortAt
        changed.add(later)
      }
    },
    save: () => {
      for (const { block, latest, article, story } of changed) run(SAVE, block, latest, article, story)
      changed.clear()
    },
  }
}

/** The bounds of a new block cover what earlier blocks cover. */
const emptyBlock = (block: number, before: Block | undefined): Block => ({
  block,
  latest: before?.latest ?? 0,
  article: Number.MAX_SAFE_INTEGER,
  story: Number.MAX_SAFE_INTEGER,
})

const BLOCKS = `SELECT block, latest, article_from AS article, story_from AS story FROM sort_block ORDER BY block`
const SAVE = `INSERT OR REPLACE INTO sort_block (block, latest, article_from, story_from) VALUES (?, ?, ?, ?)`
