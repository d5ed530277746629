import type { ArticlePage, PageRefusal } from '../../model/article-page.ts'

export type PageRow = {
  readonly address: string
  readonly text: string | null
  readonly reason: string | null
  readonly detail: string | null
  readonly read_at: number
}

export const toPage = ({ address, text, reason, detail, read_at: readAt }: PageRow): ArticlePage =>
  text === null
    ? { address, readAt, kind: 'given-up', reason: (reason ?? 'unreachable') as PageRefusal, detail: detail ?? '' }
    : { address, readAt, kind: 'read', text }

/** Address, text, reason, detail, time. */
export const pageColumns = (page: ArticlePage): readonly [string, string | null, string | null, string | null, number] =>
  page.kind === 'read'
    ? [page.address, page.text, null, null, page.readAt]
    : [page.address, null, page.reason, page.detail, page.readAt]
