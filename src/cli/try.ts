import { requireConfiguration } from '../server/load-configuration.ts'
import { languageTag } from '../enrich/language/language-tag.ts'
import type { ReadArticle } from '../model/article.ts'
import type { Configuration } from '../model/configuration.ts'
import { hideSecrets } from '../model/secrets.ts'
import type { Source } from '../model/source.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { type Answer, articlesOf, inspectSource, type ReadSource, unconfiguredSource } from './inspect-source.ts'
import { withRemembered } from './remembered.ts'
import { withPartsToLook } from './with-app.ts'
import { counted, formatTable } from './terminal.ts'

export type TryFlags = { readonly language?: string; readonly json?: boolean }

/** Reads one feed, page or configured source as a poll would, and stores nothing. Exit code 1 if it can't be read. */
export const tryAddress = async (context: CommandContext, address: string, flags: TryFlags): Promise<number> => {
  const { places, env, clock, terminal } = context
  const configuration = await withRemembered(context, async (remembered) =>
    requireConfiguration(places.configFolder, env, clock.now(), remembered),
  )
  const source = sourceFor(configuration, address, languageIn(flags))
  const hide = (text: string): string => hideSecrets(text, source.secrets)
  const giveUp = (why: string): number => refuse(terminal, flags, hide(why))
  return await withPartsToLook(context, configuration, async (parts) => {
    const inspected = await inspectSource(parts, source)
    if (!inspected.ok) return giveUp(inspected.why)
    const { answer, read } = inspected
    terminal.out(hide(flags.json === true ? JSON.stringify(jsonOf(answer, read)) : textOf(answer, read, context)))
    return 0
  })
}

const languageIn = ({ language: written }: TryFlags): string | null => {
  const language = languageTag(written ?? null)
  if (written !== undefined && language === null)
    throw new InputError(`--language: "${written}" is not a language; write its tag, such as en or zh-Hans`)
  return language
}

/** The configured source with this id or address, so that its page rule and language apply; else an unconfigured source for the address. */
const sourceFor = ({ sources }: Configuration, address: string, language: string | null): Source => {
  const known = sources.find(({ id, url }) => id === address || url === address)
  if (known !== undefined) return { ...known, language: language ?? known.language }
  if (!/^https?:\/\//i.test(address)) throw new InputError(`"${address}" is neither an http(s) address nor the id of a source`)
  return unconfiguredSource(address, language)
}

const refuse = (terminal: CommandContext['terminal'], flags: TryFlags, why: string): number => {
  if (flags.json === true) terminal.out(JSON.stringify({ ok: false, message: why }))
  else terminal.note(why)
  return 1
}

const jsonOf = ({ url, contentType, bytes }: Answer, outcome: ReadSource): object => ({
  ok: true,
  url,
  contentType,
  bytes,
  feed: outcome.feed,
  dropped: outcome.dropped,
  items: articlesOf(outcome).map((article) => ({
    ...article,
    dated: article.dateFrom === 'item',
    searchText: undefined,
    fingerprint: undefined,
  })),
})

const dateColumn = ({ publishedAt, dateFrom }: ReadArticle): string => {
  const written = new Date(publishedAt).toISOString().slice(0, 16)
  switch (dateFrom) {
    case 'item':
      return written
    case 'address':
      return `${written.slice(0, 10)} (address)`
    case 'feed':
      return `${written} (feed)`
    case 'estimate':
    case 'arrival':
      return '(no date)'
  }
}

const TITLE = 76
const textOf = (fetched: Answer, outcome: ReadSource, { terminal }: CommandContext): string => {
  const { feed } = outcome
  const articles = articlesOf(outcome)
  const facts = [
    `${feed.title ?? '(no title)'}  ${terminal.dim(fetched.url)}`,
    `${feed.format}, ${feed.encoding}, ${counted(fetched.bytes, 'byte')}, declared language ${feed.language ?? 'none'}, ${counted(articles.length, 'item')}`,
    ...(feed.readByFallback ? ['Read by the fallback parser only: please report this feed.'] : []),
    ...feed.warnings,
    ...outcome.dropped.map(({ what, why }) => `dropped: ${what}: ${why}`),
  ]
  const rows = articles.map((article) => [
    dateColumn(article),
    article.language,
    article.topics.map(({ id }) => id).join(' ') || '-',
    article.title.length > TITLE ? `${article.title.slice(0, TITLE)}…` : article.title,
  ])
  return `${facts.join('\n')}\n\n${formatTable(['date', 'language', 'topics', 'title'], rows)}`
}
