/** How much of what each source sends is stored in a day, so that no feed can fill the disk. */
import { DAY } from '../lib/durations.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { NewArticleRow } from '../store/new-article-row.ts'

export type DailyAllowance = {
  /** As many of the rows, from the first on, as the source may still store in the 24 hours that its first one began. They count from now on. */
  readonly take: (
    source: SourceId,
    rows: readonly NewArticleRow[],
    terms: { readonly now: Instant; readonly maxBytes: number },
  ) => number
}

/** Index entries, search words and fingerprint of the smallest article. */
const ROW_BYTES = 2_048

export const createDailyAllowance = (): DailyAllowance => {
  const spent = new Map<SourceId, { readonly since: Instant; bytes: number }>()
  const accountOf = (source: SourceId, now: Instant) => {
    const known = spent.get(source)
    // A clock that was set back begins another day too.
    if (known !== undefined && now >= known.since && now < known.since + DAY) return known
    const fresh = { since: now, bytes: 0 }
    spent.set(source, fresh)
    return fresh
  }
  return {
    take(source, rows, { now, maxBytes }) {
      if (rows.length === 0) return 0
      const account = accountOf(source, now)
      let taken = 0
      for (const row of rows) {
        const bytes = storedBytes(row)
        if (account.bytes + bytes > maxBytes) break
        account.bytes += bytes
        taken += 1
      }
      return taken
    },
  }
}

/** The text is stored twice: once to be shown, once as search words. */
const storedBytes = ({ content, words }: NewArticleRow): number => {
  const { html, text, title, summary, authors, categories, enclosures, tags } = content
  const short = [title, summary, authors, categories, enclosures, tags, words.title, words.body]
  return ROW_BYTES + html.byteLength + text.byteLength + short.reduce((sum, part) => sum + (part?.length ?? 0), 0)
}
