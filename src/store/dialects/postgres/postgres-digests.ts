import { digestKey, type IssuePublication } from '../../../model/digest.ts'
import type { DigestIssues } from '../../ports/digest-issues.ts'
import { type DueRow, type IssueRow, type ReaderRow, toIssue, toReader } from '../../rows/digest-rows.ts'
import { insertDeliveries } from './postgres-deliveries.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import type { Queries } from './queries.ts'

/** Issues of digests with their stories, and their readers. */
export const postgresDigests = (engine: PostgresEngine): DigestIssues => ({
  publishIssue: async (publication) => await engine.transaction(async (queries) => await publishIssue(queries, publication)),
  latestDue: async (digest, at) => (await engine.get<DueRow>(LATEST, digest, at))?.due ?? null,
  issue: async (digest, due) => {
    const row = await engine.get<IssueRow>(ISSUE, digest, due)
    return row === undefined ? null : toIssue(row)
  },
  issues: async ({ digest, limit, before = Number.MAX_SAFE_INTEGER }) =>
    (await engine.all<IssueRow>(ISSUES, digest, before, limit)).map(toIssue),
  lastIncluded: async (digest, about) => (await engine.get<DueRow>(LAST_INCLUDED, digest, about))?.due ?? null,
  readers: async (digest) => (await engine.all<ReaderRow>(READERS, digest)).map(toReader),
  readerWith: async (token) => {
    const row = await engine.get<ReaderRow>(READER, token)
    return row === undefined ? null : toReader(row)
  },
  endReader: async (token, at) => await engine.transaction(async (queries) => await endReader(queries, token, at)),
  deleteOldIssues: async (before, goOn) =>
    await engine.transaction(async ({ run }) => {
      await run('DELETE FROM digest_issue WHERE due < $1', before)
      await run('DELETE FROM digest_story WHERE due < $1', before)
      await run(FORGET_READERS, goOn)
    }),
})

const FORGET_READERS = `
  DELETE FROM digest_reader WHERE digest NOT IN (SELECT digest FROM digest_issue) AND digest <> ALL ($1::text[])`
const LATEST = 'SELECT max(due) AS due FROM digest_issue WHERE digest = $1 AND due <= $2'
const ISSUE = 'SELECT content FROM digest_issue WHERE digest = $1 AND due = $2 AND skipped = 0'
const ISSUES = `
  SELECT content FROM digest_issue WHERE digest = $1 AND due < $2 AND skipped = 0 ORDER BY due DESC LIMIT $3`
const LAST_INCLUDED = 'SELECT max(due) AS due FROM digest_story WHERE digest = $1 AND about = ANY ($2::text[])'
const READERS = 'SELECT * FROM digest_reader WHERE digest = $1 ORDER BY recipient COLLATE "C"'
const READER = 'SELECT * FROM digest_reader WHERE token = $1'

const publishIssue = async (
  queries: Queries,
  { issue, isSkipped, about, readers, deliveries }: IssuePublication,
): Promise<boolean> => {
  const { run } = queries
  const { digest, due } = issue
  if ((await run(ADD_ISSUE, digest, due, isSkipped ? 1 : 0, JSON.stringify(issue))) === 0) return false
  if (about.length > 0) await run(ADD_STORIES, digest, [...new Set(about)], due)
  const recipients = readers.map(({ recipient }) => recipient)
  await run('DELETE FROM digest_reader WHERE digest = $1 AND recipient <> ALL ($2::text[])', digest, recipients)
  const tokens = readers.map(({ token }) => token)
  if (readers.length > 0) await run(ADD_READERS, digest, recipients, tokens)
  await insertDeliveries(queries, deliveries)
  return true
}
const ADD_ISSUE = `
  INSERT INTO digest_issue (digest, due, skipped, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
const ADD_STORIES = `
  INSERT INTO digest_story AS known (digest, about, due) SELECT $1, about, $3::bigint FROM unnest($2::text[]) about
  ON CONFLICT (digest, about) DO UPDATE SET due = greatest(known.due, excluded.due)`
const ADD_READERS = `
  INSERT INTO digest_reader (digest, recipient, token)
  SELECT $1, recipient, token FROM unnest($2::text[], $3::text[]) AS reader (recipient, token) ON CONFLICT DO NOTHING`

const endReader = async ({ get, run }: Queries, token: string, at: number): Promise<void> => {
  const row = await get<ReaderRow>(READER, token)
  if (row === undefined) return
  await run('UPDATE digest_reader SET ended_at = $1 WHERE token = $2 AND ended_at IS NULL', at, token)
  await run(TAKE_BACK, digestKey(row.digest), row.recipient)
}
const TAKE_BACK = 'DELETE FROM delivery WHERE alert = $1 AND recipient = $2 AND due IS NOT NULL AND begun_at IS NULL'
