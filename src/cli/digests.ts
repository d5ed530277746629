import { mailSettingsFrom, publicUrlFrom } from '../config/process-settings.ts'
import { composeIssue } from '../delivery/compose-issue.ts'
import { issueMail, type IssueMail } from '../delivery/issue-mail.ts'
import { createMailer, NO_MAIL_SERVER } from '../delivery/mail.ts'
import type { DeliveryCounts } from '../model/alert.ts'
import type { Configuration } from '../model/configuration.ts'
import { type DigestDefinition, digestKey } from '../model/digest.ts'
import { withoutAffairs } from '../model/filter.ts'
import { lastDue, nextDue } from '../model/issue-times.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { openStoreToRead } from '../server/stores.ts'
import type { Store } from '../store/ports/store.ts'
import { digestWordsIn, digestWordsOf } from '../web/digests/digest-locale.ts'
import { gapsSince } from '../web/language-gaps.ts'
import { publishContextFor } from '../web/feeds/written-feed.ts'
import { localeFor, nearestLocale } from '../web/locale.ts'
import { filterWith } from '../web/read-filter.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { formatTable } from './terminal.ts'
import { replaceFile } from '../server/text-file.ts'
import { withFilterVectors } from './filter-vectors.ts'

type Flags = { readonly json?: boolean }
const NO_MESSAGES: DeliveryCounts = { waiting: 0, failing: 0, dead: 0 }
const ENGLISH = localeFor('en', undefined)

/** Lists the digests, their times, and whether their mails arrive; also while a service runs. */
export const listDigests = async ({ places, env, clock, terminal }: CommandContext, flags: Flags): Promise<number> => {
  const { digests } = await requireConfiguration(places.configFolder, env, clock.now())
  if (digests.length === 0) {
    terminal.out(flags.json === true ? JSON.stringify({ digests: [] }) : 'digests.yaml holds no digest.')
    return 0
  }
  const store = await openStoreToRead(places)
  try {
    const counts = await store.deliveries.deliveryCounts()
    const rows = await Promise.all(digests.map(async (digest) => await rowOf(store, digest, counts, clock.now())))
    if (flags.json === true) terminal.out(JSON.stringify({ digests: rows }))
    else terminal.out(formatTable(HEADINGS, rows.map(cellsOf)))
    return 0
  } finally {
    await store.close()
  }
}

const rowOf = async (store: Store, digest: DigestDefinition, counts: ReadonlyMap<string, DeliveryCounts>, now: number) => {
  const { id, times, to } = digest
  const [latest] = await store.digests.issues({ digest: id, limit: 1 })
  const ended = (await store.digests.readers(id)).filter(({ endedAt, recipient }) => endedAt !== null && to.includes(recipient))
  return {
    id,
    times: digestWordsIn(ENGLISH, times).times,
    next: new Date(nextDue(times, now)).toISOString(),
    latest:
      latest === undefined
        ? null
        : { due: new Date(latest.due).toISOString(), stories: latest.items.length, found: latest.found },
    readers: to.length,
    unsubscribed: ended.map(({ recipient }) => recipient),
    ...(counts.get(digestKey(id)) ?? NO_MESSAGES),
  }
}

const HEADINGS = ['digest', 'when', 'next', 'latest issue', 'readers', 'waiting', 'failing', 'dead']
type Row = Awaited<ReturnType<typeof rowOf>>
const cellsOf = ({ id, times, next, latest, readers, unsubscribed, waiting, failing, dead }: Row): readonly string[] => [
  id,
  times,
  minuteOf(next),
  latest === null ? 'none yet' : `${minuteOf(latest.due)}, ${latest.stories} of ${latest.found} stories`,
  unsubscribed.length === 0 ? String(readers) : `${readers} (${unsubscribed.join(', ')} unsubscribed)`,
  String(waiting),
  String(failing),
  String(dead),
]
const minuteOf = (iso: string): string => `${iso.slice(0, 16)}Z`

/** Prints what the next issue would contain now, as text, JSON or the HTML of its mail. Stores nothing. */
export const previewDigest = async (
  context: CommandContext,
  id: string,
  flags: Flags & { readonly html?: string },
): Promise<number> => {
  const mail = await composedMail(context, id)
  const { html, text } = issueMail(mail, { id: 'preview', to: 'reader@example.org', token: null })
  if (flags.json === true) context.terminal.out(JSON.stringify(mail.issue))
  else if (flags.html === undefined) context.terminal.out(text.trimEnd())
  if (flags.html !== undefined) {
    await replaceFile(flags.html, html)
    context.terminal.note(`${flags.html} is the mail as it would be sent now.`)
  }
  return 0
}

/** Sends what the next issue would contain now to one address. Stores nothing: the issue is still published at its time. */
export const sendDigest = async (context: CommandContext, id: string, to: string): Promise<number> => {
  const { env, terminal, randomBytes } = context
  if (!/^[^\s@<>,]+@[^\s@<>,]+$/.test(to)) throw new InputError(`"${to}" is no mail address.`)
  const read = mailSettingsFrom(env)
  if (!read.ok) throw new InputError(`No mail can be sent: ${read.problem}.`)
  if (read.settings === null) throw new InputError(`There is ${NO_MAIL_SERVER}.`)
  const mail = await composedMail(context, id)
  const mailer = createMailer(read.settings)
  const messageId = `msg_preview_${Buffer.from(randomBytes(12)).toString('hex')}`
  const result = await mailer.send(issueMail(mail, { id: messageId, to, token: null }))
  mailer.close()
  terminal.note(result.kind === 'sent' ? `${id}: the mail server took it for ${to}.` : `${id}: not sent: ${result.problem}.`)
  return result.kind === 'sent' ? 0 : 1
}

const composedMail = async ({ places, env, clock }: CommandContext, id: string): Promise<IssueMail> => {
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const definition = configuration.digests.find((one) => one.id === id)
  if (definition === undefined) throw new InputError(`There is no digest "${id}" in digests.yaml.`)
  const origin = publicUrlFrom(env.POLYWIRE_PUBLIC_URL)
  const contextOf = (language: string) =>
    publishContextFor({ configuration, origin: origin ?? '', hub: null }, nearestLocale(language) ?? 'en')
  const store = await openStoreToRead(places)
  try {
    const parts = { store, context: contextOf, now: clock.now, gaps: gapsSince(store, () => configuration) }
    const { issue } = await composeIssue(
      parts,
      { definition, filter: await filterOf(store, configuration, definition, clock.now()) },
      {
        since: (await store.digests.latestDue(id, clock.now())) ?? timeBefore(definition, clock.now()),
        due: clock.now(),
      },
    )
    return {
      definition,
      issue,
      words: digestWordsOf(definition),
      context: contextOf(definition.language),
      isPublic: origin !== null,
      pictures: configuration.service.pictures,
    }
  } finally {
    await store.close()
  }
}

/** The beginning of the period where there is no issue yet: at least one whole period back. */
const timeBefore = ({ times }: DigestDefinition, now: number): number => lastDue(times, lastDue(times, now) - 1)

const filterOf = async (store: Store, configuration: Configuration, { filter, mute }: DigestDefinition, now: number) => {
  const read = await withFilterVectors(
    configuration,
    async (vectorOf) => await filterWith({ configuration, store, now, vectorOf }, filter, 'operator'),
  )
  if (!read.ok) throw new InputError(`The filter of this digest can't be read: ${read.message}`)
  return withoutAffairs(read.filter, mute)
}
