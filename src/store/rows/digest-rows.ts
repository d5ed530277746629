import type { DigestIssue, DigestReader } from '../../model/digest.ts'

export type IssueRow = { readonly content: string }
export const toIssue = ({ content }: IssueRow): DigestIssue => JSON.parse(content) as DigestIssue

export type ReaderRow = {
  readonly digest: string
  readonly recipient: string
  readonly token: string
  readonly ended_at: number | null
}
export const toReader = ({ ended_at, ...row }: ReaderRow): DigestReader => ({ ...row, endedAt: ended_at })

export type DueRow = { readonly due: number | null }
