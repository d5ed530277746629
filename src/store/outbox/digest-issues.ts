/** Issues of digests, what each issue contained, and their readers. */
import { digestKey, type DigestIssue, type DigestReader, type IssuePublication } from '../../model/digest.ts'
import type { Instant } from '../../model/ids.ts'
import { asRows, type Database, get, insertInto, run, type Sql, type Work } from '../database.ts'
import { insertDeliveries } from './deliveries.ts'

export type IssueQuery = {
  readonly digest: string
  readonly limit: number
  /** Only issues that were due before this instant; missing: from the newest on. */
  readonly before?: Instant
}

export type DigestIssues = ReturnType<typeof digestIssuesIn>

export const digestIssuesIn = (database: Database) => ({
  /** Stores an issue with its messages and readers in one transaction. Deletes readers that are no longer configured. False: the digest has an
   * issue of this time already, and nothing is stored. */
  publishIssue: async (publication: IssuePublication): Promise<boolean> =>
    await database.transaction(() => publishIssue(publication)),
  /** When the latest issue up to this time was due, skipped ones included; null: there was none. Later issues come from a time when the clock was ahead. */
  latestDue: async (digest: string, at: Instant): Promise<Instant | null> =>
    (await database.get<DueRow>(LATEST, digest, at))?.due ?? null,
  /** Null: there is no issue of this time, or it was skipped. */
  issue: async (digest: string, due: Instant): Promise<DigestIssue | null> => {
    const row = await database.get<IssueRow>(ISSUE, digest, due)
    return row === undefined ? null : toIssue(row)
  },
  /** The newest first, without skipped issues. */
  issues: async ({ digest, limit, before = Number.MAX_SAFE_INTEGER }: IssueQuery): Promise<readonly DigestIssue[]> =>
    (await database.all<IssueRow>(ISSUES, digest, before, limit)).map(toIssue),
  /** When the latest issue that contained any of these stories and articles was due; null: none contained one. */
  lastIncluded: async (digest: string, about: readonly string[]): Promise<Instant | null> =>
    (await database.get<DueRow>(LAST_INCLUDED, digest, about))?.due ?? null,
  /** The readers of a digest, by mail address, those who ended it included; who was removed from the configuration is not among them. */
  readers: async (digest: string): Promise<readonly DigestReader[]> =>
    (await database.all<ReaderRow>(READERS, digest)).map(toReader),
  readerWith: async (token: string): Promise<DigestReader | null> => {
    const row = await database.get<ReaderRow>(READER, token)
    return row === undefined ? null : toReader(row)
  },
  /** Ends a reader's digest: messages that wait for this reader are not sent. */
  endReader: async (token: string, at: Instant): Promise<void> => await database.transaction(() => endReader(token, at)),
  /** Deletes issues that were due before this instant, what they contained, and the readers of digests that have no issue left, except the
   * digests `goOn`: their readers' unsubscriptions and unsubscribe addresses stay valid. */
  deleteOldIssues: async (before: Instant, goOn: readonly string[]): Promise<void> => {
    // In most cases there is nothing to delete, and no transaction is needed.
    if ((await database.get(HAS_OLD, before, goOn)) === undefined) return
    await database.transaction(() => deleteOld(before, goOn), { frees: true })
  },
})

const LATEST = 'SELECT max(due) AS due FROM digest_issue WHERE digest = $1 AND due <= $2'
const ISSUE = 'SELECT content FROM digest_issue WHERE digest = $1 AND due = $2 AND skipped = 0'
const ISSUES = `
  SELECT content FROM digest_issue WHERE digest = $1 AND due < $2 AND skipped = 0 ORDER BY due DESC LIMIT $3`
const LAST_INCLUDED: Sql = ({ isIn }) =>
  `SELECT max(due) AS due FROM digest_story WHERE digest = $1 AND ${isIn('about', '$2', 'text')}`
const READERS = 'SELECT * FROM digest_reader WHERE digest = $1 ORDER BY recipient'
const READER = 'SELECT * FROM digest_reader WHERE token = $1'
const HAS_OLD: Sql = ({ isIn }) => `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM digest_issue WHERE due < $1) OR EXISTS (SELECT 1 FROM digest_story WHERE due < $1)
    OR EXISTS (SELECT 1 FROM digest_reader
      WHERE digest NOT IN (SELECT digest FROM digest_issue) AND NOT (${isIn('digest', '$2', 'text')}))`

function* publishIssue({ issue, isSkipped, about, readers, deliveries }: IssuePublication): Work<boolean> {
  const { digest, due } = issue
  if ((yield* run(ADD_ISSUE, digest, due, isSkipped ? 1 : 0, JSON.stringify(issue))) === 0) return false
  if (about.length > 0) yield* run(ADD_STORIES, digest, [...new Set(about)], due)
  const named = readers.map(({ recipient, token }) => ({ digest, recipient, token }))
  yield* run(
    LEAVE_OUT,
    digest,
    named.map(({ recipient }) => recipient),
  )
  if (named.length > 0) yield* run(ADD_READERS, asRows(named))
  yield* insertDeliveries(deliveries)
  return true
}
const ADD_ISSUE = 'INSERT INTO digest_issue (digest, due, skipped, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING'
const ADD_STORIES: Sql = ({ list, greatest }) => `
  INSERT INTO digest_story AS known (digest, about, due)
  SELECT $1, one.value, CAST($3 AS bigint) FROM ${list('$2', 'text', 'one')} WHERE true
  ON CONFLICT (digest, about) DO UPDATE SET due = ${greatest('known.due', 'excluded.due')}`
const LEAVE_OUT: Sql = ({ isIn }) => `DELETE FROM digest_reader WHERE digest = $1 AND NOT (${isIn('recipient', '$2', 'text')})`
const ADD_READERS = insertInto('digest_reader', { digest: 'text', recipient: 'text', token: 'text' }, 'ON CONFLICT DO NOTHING')

function* endReader(token: string, at: Instant): Work<void> {
  const row = yield* get<ReaderRow>(READER, token)
  if (row === undefined) return
  yield* run('UPDATE digest_reader SET ended_at = $1 WHERE token = $2 AND ended_at IS NULL', at, token)
  yield* run(TAKE_BACK, digestKey(row.digest), row.recipient)
}
const TAKE_BACK = 'DELETE FROM delivery WHERE alert = $1 AND recipient = $2 AND due IS NOT NULL AND begun_at IS NULL'

function* deleteOld(before: Instant, goOn: readonly string[]): Work<void> {
  yield* run('DELETE FROM digest_issue WHERE due < $1', before)
  yield* run('DELETE FROM digest_story WHERE due < $1', before)
  yield* run(FORGET_READERS, goOn)
}
const FORGET_READERS: Sql = ({ isIn }) => `
  DELETE FROM digest_reader WHERE digest NOT IN (SELECT digest FROM digest_issue) AND NOT (${isIn('digest', '$1', 'text')})`

type IssueRow = { readonly content: string }
const toIssue = ({ content }: IssueRow): DigestIssue => JSON.parse(content) as DigestIssue

type ReaderRow = {
  readonly digest: string
  readonly recipient: string
  readonly token: string
  readonly ended_at: number | null
}
const toReader = ({ ended_at, ...row }: ReaderRow): DigestReader => ({ ...row, endedAt: ended_at })

type DueRow = { readonly due: number | null }
