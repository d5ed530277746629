/**
 * Limits what each source may cost in a day: the bytes that are stored of it, so that no feed can fill the disk, and the documents and pages that end
 * their thread, so that none can keep the threads from others.
 */
import { DAY } from '../lib/durations.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import type { NewArticleRow } from '../store/new-article-row.ts'

export type DailyAllowance = {
  /**
   * How many of the rows, from the first on, the source may still store. A period of 24 hours begins when the source is first counted; the
   * allowed rows count against it at once.
   */
  readonly take: (
    source: SourceId,
    rows: readonly NewArticleRow[],
    terms: { readonly now: Instant; readonly maxBytes: number },
  ) => number
  readonly countCrash: (source: SourceId, now: Instant) => void
  /** True: so many have ended their threads that nothing of the source is read before its period ends. */
  readonly isExhausted: (source: SourceId, now: Instant) => boolean
}

/** Each takes a thread for seconds; those of a source that is broken rather than hostile are fewer. */
export const MOST_CRASHES = 20

/** Bytes of index entries, search words and fingerprint of the smallest article. */
const ROW_BYTES = 2_048

export const createDailyAllowance = (): DailyAllowance => {
  const spent = new Map<SourceId, { readonly since: Instant; bytes: number; crashes: number }>()
  const accountOf = (source: SourceId, now: Instant) => {
    const known = spent.get(source)
    // A new period begins too where the clock was set back.
    if (known !== undefined && now >= known.since && now < known.since + DAY) return known
    const fresh = { since: now, bytes: 0, crashes: 0 }
    spent.set(source, fresh)
    return fresh
  }
  return {
    countCrash: (source, now) => void (accountOf(source, now).crashes += 1),
    isExhausted: (source, now) => accountOf(source, now).crashes >= MOST_CRASHES,
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
