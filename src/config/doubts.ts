/** Warnings about what is valid, but probably unintended. */
import type { ConfigProblem } from '../model/configuration.ts'
import type { Environment } from './environment.ts'
import type { ConfigFiles } from './files.ts'
import { type LocatedFile, problemIn } from './problems.ts'
import { mailSettingsFrom } from './process-settings.ts'

/** What of a valid filter is probably not meant, each in one sentence. */
export type FilterDoubts = (filter: string) => readonly string[]

type Filtered = { readonly filter?: string | undefined }

export const filterWarnings = (
  { feeds, alerts, digests }: ConfigFiles,
  doubtsOf: FilterDoubts = () => [],
): readonly ConfigProblem[] => {
  const warningsIn = (file: LocatedFile, list: string, entries: readonly Filtered[] = []): readonly ConfigProblem[] =>
    entries.flatMap(({ filter = '' }, index) =>
      doubtsOf(filter).map((message) => problemIn(file, { path: [list, index, 'filter'], message })),
    )
  return [
    ...warningsIn(feeds, 'feeds', feeds.value?.feeds ?? []),
    ...warningsIn(alerts, 'alerts', alerts.value?.alerts ?? []),
    ...warningsIn(digests, 'digests', digests.value?.digests ?? []),
  ]
}

export const sourceDoubts = ({ sources }: ConfigFiles): readonly ConfigProblem[] => {
  const entries = sources.value?.sources ?? []
  if (entries.length === 0) {
    return [
      {
        file: sources.file,
        line: 1,
        column: 1,
        message: 'no sources: nothing will be read. "polywire add URL" adds one, "polywire import-opml FILE" many',
      },
    ]
  }
  const first = new Map<string, string>()
  return entries.flatMap(({ id, page, sitemap, mailbox, url = sitemap ?? '' }, index) => {
    if (mailbox !== undefined) return []
    const other = first.get(url)
    first.set(url, other ?? id)
    if (other === undefined || page !== undefined) return []
    return [
      problemIn(sources, {
        path: ['sources', index, sitemap === undefined ? 'url' : 'sitemap'],
        message: `the source "${other}" has the same url`,
      }),
    ]
  })
}

export const mailDoubts = ({ alerts, digests }: ConfigFiles, env: Environment): readonly ConfigProblem[] => {
  const mail = mailSettingsFrom(env)
  if (mail.ok && mail.settings !== null) return []
  const message = `no mail can be sent: ${mail.ok ? 'POLYWIRE_SMTP_URL is not set' : mail.problem}`
  return [
    ...(alerts.value?.alerts ?? []).flatMap(({ target }, index) =>
      target.kind === 'mail' ? [problemIn(alerts, { path: ['alerts', index, 'target'], message })] : [],
    ),
    ...(digests.value?.digests ?? []).flatMap(({ to = [] }, index) =>
      to.length > 0 ? [problemIn(digests, { path: ['digests', index, 'to'], message })] : [],
    ),
  ]
}
