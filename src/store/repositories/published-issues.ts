import { digestKey, type IssuePublication } from '../../model/digest.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { DigestIssues } from '../ports/digest-issues.ts'
import { type DueRow, type IssueRow, type ReaderRow, toIssue, toReader } from '../rows/digest-rows.ts'
import { insertDelivery } from './alert-messages.ts'

/** Issues of digests with their stories, and their readers. */
export const digestPart = (engine: Engine): DigestIssues => {
  const { all, get, run, write } = engine
  return {
    publishIssue: async (publication) => write(() => publishIssue(engine, publication)),
    latestDue: async (digest, at) => get<DueRow>(LATEST, digest, at)?.due ?? null,
    issue: async (digest, due) => {
      const row = get<IssueRow>(ISSUE, digest, due)
      return row === undefined ? null : toIssue(row)
    },
    issues: async ({ digest, limit, before = Number.MAX_SAFE_INTEGER }) =>
      all<IssueRow>(ISSUES, digest, before, limit).map(toIssue),
    lastIncluded: async (digest, about) => get<DueRow>(LAST_INCLUDED, digest, JSON.stringify(about))?.due ?? null,
    readers: async (digest) => all<ReaderRow>(READERS, digest).map(toReader),
    readerWith: async (token) => {
      const row = get<ReaderRow>(READER, token)
      return row === undefined ? null : toReader(row)
    },
    endReader: async (token, at) => write(() => endReader(engine, token, at)),
    deleteOldIssues: async (before, goOn) => {
      const going = JSON.stringify(goOn)
      if (get(HAS_OLD, before, before, going) === undefined) return
      write(() => {
        run('DELETE FROM digest_issue WHERE due < ?', before)
        run('DELETE FROM digest_story WHERE due < ?', before)
        run(`DELETE ${FORGOTTEN_READERS}`, going)
      }, true)
    },
  }
}

const LATEST = 'SELECT max(due) AS due FROM digest_issue WHERE digest = ? AND due <= ?'
const ISSUE = 'SELECT content FROM digest_issue WHERE digest = ? AND due = ? AND NOT skipped'
const ISSUES = `
  SELECT content FROM digest_issue WHERE digest = ? AND due < ? AND NOT skipped ORDER BY due DESC LIMIT ?`
const LAST_INCLUDED = 'SELECT max(due) AS due FROM digest_story WHERE digest = ? AND about IN (SELECT value FROM json_each(?))'
const READERS = 'SELECT * FROM digest_reader WHERE digest = ? ORDER BY recipient'
const READER = 'SELECT * FROM digest_reader WHERE token = ?'
const FORGOTTEN_READERS = `
  FROM digest_reader WHERE digest NOT IN (SELECT digest FROM digest_issue) AND digest NOT IN (SELECT value FROM json_each(?))`
const HAS_OLD = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM digest_issue WHERE due < ?) OR EXISTS (SELECT 1 FROM digest_story WHERE due < ?)
    OR EXISTS (SELECT 1 ${FORGOTTEN_READERS})`

const publishIssue = (engine: Engine, { issue, isSkipped, about, readers, deliveries }: IssuePublication): boolean => {
  const { run } = engine
  const { digest, due } = issue
  if (run(ADD_ISSUE, digest, due, isSkipped ? 1 : 0, JSON.stringify(issue)) === 0) return false
  for (const id of about) run(ADD_STORIES, digest, id, due)
  run(LEAVE_OUT, digest, JSON.stringify(readers.map(({ recipient }) => recipient)))
  for (const { recipient, token } of readers) run(ADD_READER, digest, recipient, token)
  for (const delivery of deliveries) insertDelivery(engine, delivery)
  return true
}
const ADD_ISSUE = 'INSERT INTO digest_issue (digest, due, skipped, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'
const ADD_STORIES = `
  INSERT INTO digest_story (digest, about, due) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET due = max(due, excluded.due)`
const LEAVE_OUT = 'DELETE FROM digest_reader WHERE digest = ? AND recipient NOT IN (SELECT value FROM json_each(?))'
const ADD_READER = 'INSERT INTO digest_reader (digest, recipient, token) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'

const endReader = ({ get, run }: Engine, token: string, at: number): void => {
  const row = get<ReaderRow>(READER, token)
  if (row === undefined) return
  run('UPDATE digest_reader SET ended_at = ? WHERE token = ? AND ended_at IS NULL', at, token)
  run(TAKE_BACK, digestKey(row.digest), row.recipient)
}
const TAKE_BACK = 'DELETE FROM delivery WHERE alert = ? AND recipient = ? AND due IS NOT NULL AND begun_at IS NULL'
