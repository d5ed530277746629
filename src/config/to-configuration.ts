import { availableParallelism } from 'node:os'
import type { z } from 'zod'
import { DAY, MINUTE, SECOND } from '../lib/durations.ts'
import type { Configuration, ServiceSettings } from '../model/configuration.ts'
import { entityId, feedId, placeId, sourceId, topicId } from '../model/ids.ts'
import { asSpelled, type Secrets } from '../model/secrets.ts'
import type { Source } from '../model/source.ts'
import type { Entity, FeedDefinition, Label, Lexicon, Place, Topic } from '../model/taxonomy.ts'
import type { ConfigFiles } from './files.ts'
import { toAlerts, toDigests, toTakedowns, withoutBlockedSources } from './entry-definitions.ts'
import { toCorrections } from './corrections.ts'
import { toPlaces } from './places.ts'
import type { serviceFile } from './schemas.ts'

const MIB = 1024 * 1024

type Written = z.output<typeof serviceFile>
type Item<List> = NonNullable<List> extends readonly (infer One)[] ? One : never
type Value<Name extends 'sources' | 'topics' | 'entities' | 'feeds'> = NonNullable<ConfigFiles[Name]['value']>

/** Converts checked files into the configuration that the rest of the program uses, with every default filled in. */
export const toConfiguration = (files: ConfigFiles, countries: readonly Place[]): Configuration => {
  const takedowns = toTakedowns(files.takedowns)
  const written = files.service.value ?? {}
  const lexicons = files.lexicons.flatMap(({ value }) => (value === null ? [] : [toLexicon(value)]))
  return {
    service: {
      ...toSettings(written),
      embeddings: toEmbeddings(written, files.service),
      translation: toTranslation(written, files),
    },
    sources: withoutBlockedSources(
      (files.sources.value?.sources ?? []).map((source, index) => ({
        ...toSource(source, written),
        ...secretsOf(files.sources, index),
      })),
      takedowns,
    ),
    taxonomy: {
      topics: (files.topics.value?.topics ?? []).map(toTopic),
      field: files.topics.value?.field ?? {},
      entities: (files.entities.value?.entities ?? []).map((entity) => toEntity(entity, lexicons)),
      roles: (files.entities.value?.roles ?? []).map(({ holders, ambiguous = [], ...role }) => ({
        ...role,
        ambiguous,
        holders: holders.map(entityId),
      })),
      places: toPlaces(files.places.value?.places ?? [], countries, lexicons),
      notNames: files.places.value?.not_names ?? {},
      lexicons,
    },
    feeds: (files.feeds.value?.feeds ?? []).map(toFeed),
    alerts: toAlerts(files.alerts),
    digests: toDigests(files.digests),
    corrections: toCorrections(files.corrections),
    takedowns,
  }
}

const toSettings = ({
  title,
  contact,
  fetch = {},
  excerpt,
  read = {},
  websub,
  websub_allow_private,
  delivery = {},
  web = {},
  stories,
  pictures,
  dumps,
  reservations,
  understanding = {},
  retention = {},
}: Written): Omit<ServiceSettings, 'embeddings' | 'translation'> => ({
  title: title ?? 'Polywire',
  ...(contact === undefined ? {} : { contact }),
  ...(excerpt === undefined ? {} : { excerpt }),
  fetch: {
    concurrency: fetch.concurrency ?? 16,
    perHost: { concurrency: fetch.per_host?.concurrency ?? 2, gapMs: fetch.per_host?.gap ?? SECOND },
    timeoutMs: fetch.timeout ?? 20 * SECOND,
    maxBytes: fetch.max_bytes ?? 15 * MIB,
    allowPrivate: fetch.allow_private ?? [],
    contact: fetch.contact ?? null,
  },
  read: {
    // One core is left for fetching, the store and the web.
    workers: read.workers ?? Math.min(4, Math.max(1, availableParallelism() - 1)),
    deadlineMs: read.deadline ?? 10 * SECOND,
    memoryMb: Math.ceil((read.memory ?? 400 * MIB) / MIB),
    maxItems: read.max_items ?? 5000,
    maxBytesPerDay: read.max_per_day ?? 64 * MIB,
  },
  websub: websub ?? 'auto',
  websubAllowPrivate: websub_allow_private ?? [],
  deliveryAllowPrivate: delivery.allow_private ?? [],
  web: { cors: web.cors ?? [] },
  stories: stories ?? 'field',
  reservations: reservations ?? 'auto',
  understanding: { model: understanding.model ?? 'built-in' },
  pictures: pictures ?? false,
  dumps: dumps ?? false,
  retention: { articlesMs: retention.articles ?? 400 * DAY, untaggedMs: retention.untagged ?? 14 * DAY },
})

/** An address without a path gets the path of OpenAI's interface. */
const toEmbeddings = ({ embeddings }: Written, { secretsAt }: ConfigFiles['service']): ServiceSettings['embeddings'] => {
  if (embeddings === undefined) return null
  const url = new URL(embeddings.url)
  if (url.pathname === '/') url.pathname = '/v1/embeddings'
  const secrets = asSpelled(secretsAt(['embeddings']))
  return { url: url.href, model: embeddings.model, key: embeddings.key ?? null, secrets }
}

const TRANSLATION_PATHS = { libretranslate: '/translate', deepl: '/v2/translate', openai: '/v1/chat/completions' } as const

const DAILY_CHARACTERS = 250_000

const toTranslation = ({ translation }: Written, { service, topics }: ConfigFiles): ServiceSettings['translation'] => {
  if (translation === undefined) return null
  const { kind, key = null, model = '', to, excerpts = false, timeout = 20 * SECOND, per_minute: perMinute = 60 } = translation
  const { filter = anyTopic(topics), per_day: perDay = DAILY_CHARACTERS } = translation
  const url = new URL(translation.url)
  if (url.pathname === '/') url.pathname = TRANSLATION_PATHS[kind]
  const secrets = asSpelled(service.secretsAt(['translation']))
  const amounts = { filter, perDay, perMinute, timeoutMs: timeout }
  return { kind, url: url.href, key, model, to: [...new Set(to)], excerpts, ...amounts, secrets }
}

/** The filter for stories with any topic: its topics at the top of the tree. Without topics, for all. */
const anyTopic = ({ value }: ConfigFiles['topics']): string => {
  const top = (value?.topics ?? []).filter(({ parent }) => parent === undefined).map(({ id }) => id)
  return top.length === 0 ? '' : `topic:${top.join(',')}`
}

/** Secrets in the addresses and the page rules of a source; its other settings are shown and therefore can't contain any. */
const secretsOf = ({ secretsAt }: ConfigFiles['sources'], index: number): Pick<Source, 'secrets'> => {
  const secrets: Secrets = new Map(
    ['url', 'sitemap', 'mailbox', 'site', 'page'].flatMap((key) => [...secretsAt(['sources', index, key])]),
  )
  return secrets.size === 0 ? {} : { secrets: asSpelled(secrets) }
}

/** Where a source's own `every` is outside the service's limits, it becomes the limit: the more specific setting has precedence. */
const toSource = (written: Item<Value<'sources'>['sources']>, { fetch = {}, excerpt }: Written): Source => {
  const characters = written.excerpt ?? excerpt
  const everyMs = written.every ?? fetch.every ?? 30 * MINUTE
  return {
    id: sourceId(written.id),
    name: written.name,
    // The schema requires one of them.
    url: written.url ?? written.sitemap ?? '',
    ...(written.sitemap === undefined ? {} : { sitemap: true }),
    ...(written.mailbox === undefined ? {} : toMailbox(written.mailbox)),
    site: written.site ?? null,
    language: written.language ?? null,
    country: written.country ?? null,
    ...(written.group === undefined ? {} : { group: written.group }),
    ...(written.owner === undefined ? {} : { owner: written.owner }),
    ...(written.releases === true ? { releases: true } : {}),
    topics: (written.topics ?? []).map(topicId),
    everyMs,
    minMs: written.min ?? Math.min(fetch.min ?? 10 * MINUTE, everyMs),
    maxMs: written.max ?? Math.max(fetch.max ?? DAY, everyMs),
    page: toPage(written.page),
    republish: written.republish ?? 'excerpt',
    ...(characters === undefined ? {} : { excerpt: characters }),
    insecureTls: written.insecure_tls ?? false,
    embed: written.embed ?? true,
    ...(written.fetch_article === undefined || written.fetch_article === false ? {} : { fetchArticle: written.fetch_article }),
    ...(written.licensed === true ? { licensed: true } : {}),
    websub: written.websub ?? true,
    retryScope: written.retry_scope ?? 'source',
    active: written.active ?? true,
  }
}

type WrittenMailbox = NonNullable<Item<Value<'sources'>['sources']>['mailbox']>
const toMailbox = ({ host, user, password, ...written }: WrittenMailbox): Required<Pick<Source, 'url' | 'mailbox'>> => {
  const startTls = written.starttls ?? false
  const port = written.port ?? (startTls ? 143 : 993)
  const folder = written.folder ?? 'INBOX'
  return {
    url: `imaps://${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(folder)}`,
    mailbox: { host, port, startTls, user, password, folder },
  }
}

const toPage = (page: Item<Value<'sources'>['sources']>['page']): Source['page'] => {
  if (page === undefined) return null
  const { date, summary = null, image = null, ...rules } = page
  return { ...rules, summary, image, date: date === undefined ? null : { select: date.select, format: date.format ?? null } }
}

export const toTopic = (written: Item<Value<'topics'>['topics']>): Topic => ({
  id: topicId(written.id),
  parent: written.parent === undefined ? null : topicId(written.parent),
  label: written.label,
  scope: { in: written.scope?.in ?? null, out: written.scope?.out ?? null },
  ...(written.about === undefined ? {} : { about: written.about }),
  ...(written.weight === undefined ? {} : { weight: written.weight }),
  ...(written.certainty === undefined ? {} : { certainty: written.certainty }),
  needsField: written.needs_field ?? false,
  iptc: written.iptc ?? [],
  examples: { match: toExamples(written.examples?.match), miss: toExamples(written.examples?.miss) },
})

type WrittenExample =
  | string
  | { readonly text: string; readonly language?: string | undefined; readonly was?: number | undefined }
  | Readonly<Record<string, string>>
export const toExamples = (written: readonly WrittenExample[] = []): Topic['examples']['match'] =>
  written.flatMap((example) => {
    if (typeof example === 'string') return [{ language: null, text: example }]
    if (isWithText(example)) {
      const { text, language = null, was } = example
      return [{ language, text, ...(was === undefined ? {} : { was }) }]
    }
    return Object.entries(example).map(([tag, said]) => ({ language: languageTag(tag), text: said }))
  })

type WithText = Extract<WrittenExample, { readonly text: string }>
const isWithText = (example: Exclude<WrittenExample, string>): example is WithText => 'text' in example

const languageTag = (tag: string): string => Intl.getCanonicalLocales(tag)[0] ?? tag

const toEntity = (written: Item<Value<'entities'>['entities']>, lexicons: readonly Lexicon[]): Entity => ({
  id: entityId(written.id),
  label: labelWithNames(written.label, written.id, lexicons),
  kind: written.kind,
  place: written.place === undefined ? null : placeId(written.place),
  parent: written.parent === undefined ? null : entityId(written.parent),
  wikidata: written.wikidata ?? null,
  topics: (written.topics ?? []).map(topicId),
  names: written.names ?? {},
  context: written.context ?? [],
  ambiguous: written.ambiguous ?? [],
  caseSensitive: written.case_sensitive ?? false,
  everyday: written.everyday ?? [],
  asWritten: written.as_written ?? [],
})

/** The label, completed in languages that it lacks by the first name in their lexicon, unless that is a pattern. */
const labelWithNames = (label: Label, id: string, lexicons: readonly Lexicon[]): Label => {
  const shown = lexicons.flatMap(({ language, entities }) => {
    const [name] = entities[id] ?? []
    return name === undefined || name.includes('*') || language in label ? [] : [[language, name] as const]
  })
  return shown.length === 0 ? label : { ...label, ...Object.fromEntries(shown) }
}

const toLexicon = (written: NonNullable<ConfigFiles['lexicons'][number]['value']>): Lexicon => ({
  language: written.language,
  topics: Object.fromEntries(
    Object.entries(written.topics ?? {}).map(([topic, { terms = [], weak = [], pairs = [], not = [], against = [] }]) => [
      topic,
      { terms, weak, pairs, not, against },
    ]),
  ),
  entities: written.entities ?? {},
  places: written.places ?? {},
  notNames: written.not_names ?? [],
})

const toFeed = (written: Item<Value<'feeds'>['feeds']>): FeedDefinition => ({
  id: feedId(written.id),
  title: written.title,
  description: written.description ?? null,
  filter: written.filter ?? '',
  group: written.group ?? 'story',
  limit: written.limit ?? 100,
  languages: written.languages ?? [],
  sources: (written.sources ?? []).map(sourceId),
  ids: written.ids ?? 'feed',
  developments: written.developments ?? 'update',
  ...(written.translate === undefined ? {} : { translate: written.translate }),
  private: written.private ?? false,
})
