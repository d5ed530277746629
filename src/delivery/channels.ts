/** How and when a message is sent, by the current configuration of its alert or digest. */
import type { AlertDefinition, IssueNotice, Notice, QuietHours, StoredDelivery } from '../model/alert.ts'
import type { Configuration } from '../model/configuration.ts'
import { type DigestDefinition, digestKey } from '../model/digest.ts'
import type { Instant } from '../model/ids.ts'
import type { Secrets } from '../model/secrets.ts'
import type { DigestWords } from '../publish/digest/digest-words.ts'
import type { PublishContext } from '../publish/publish-context.ts'
import type { Store } from '../store/ports/store.ts'
import { issueMail } from './issue-mail.ts'
import { NO_MAIL_SERVER } from './mail.ts'
import type { SendResult } from './send-failure.ts'
import { summaryNotice } from './notice.ts'
import { sendMessage, type WaysOut } from './send-message.ts'

export type Channel = {
  readonly quiet: QuietHours | null
  readonly limit: ChannelLimit
  /** Values of the environment in the settings of the alert or digest. */
  readonly secrets: Secrets
  readonly send: () => Promise<SendResult>
}

/** How many messages are sent in an hour. What is more waits by a stated limit; by the default, it becomes one notice. */
export type ChannelLimit =
  | { readonly kind: 'none' }
  | { readonly kind: 'stated'; readonly hourly: number }
  | { readonly kind: 'default'; readonly summary: (notices: readonly Notice[]) => Notice }

export type ChannelParts = {
  readonly store: Pick<Store, 'digests'>
  readonly configuration: () => Pick<Configuration, 'alerts' | 'digests' | 'service'>
  readonly context: (language: string) => PublishContext
  readonly digestWords: (definition: DigestDefinition) => DigestWords
  /** True: our pages have a public address. */
  readonly isPublic: boolean
  readonly now: () => Instant
}

/** The channel of a message; undefined: its alert, digest, target or recipient is no longer configured. */
export const channelOf = (parts: ChannelParts, ways: WaysOut, delivery: StoredDelivery): Channel | undefined => {
  const { alerts, digests } = parts.configuration()
  const { notice } = delivery
  if ('digest' in notice) {
    const definition = digests.find(({ id }) => digestKey(id) === delivery.alert)
    if (definition?.to.includes(delivery.recipient) !== true) return undefined
    return {
      quiet: null,
      limit: { kind: 'none' },
      secrets: definition.secrets,
      send: async () => await sendIssue(parts, ways, { definition, delivery, notice }),
    }
  }
  const alert = alerts.find(({ id }) => id === delivery.alert)
  return alert === undefined || alert.target.kind !== delivery.kind
    ? undefined
    : alertChannel(parts, ways, { alert, delivery, notice })
}

type OfAlert = { readonly alert: AlertDefinition; readonly delivery: StoredDelivery; readonly notice: Notice }
const alertChannel = (
  { now, context, isPublic }: ChannelParts,
  ways: WaysOut,
  { alert, delivery, notice }: OfAlert,
): Channel => ({
  quiet: alert.quiet,
  limit:
    alert.hourly === null
      ? { kind: 'default', summary: (notices) => summaryNotice(notices, notice, context(alert.language), isPublic) }
      : { kind: 'stated', hourly: alert.hourly },
  secrets: alert.secrets,
  send: async () => await sendMessage(ways, alert, { ...delivery, notice }, now()),
})

type OfDigest = { readonly definition: DigestDefinition; readonly delivery: StoredDelivery; readonly notice: IssueNotice }
const sendIssue = async (
  { store, configuration, context, digestWords, isPublic }: ChannelParts,
  { mailer }: WaysOut,
  { definition, delivery, notice }: OfDigest,
): Promise<SendResult> => {
  if (mailer === null) return { kind: 'failed', problem: NO_MAIL_SERVER, retryAfterMs: 0 }
  const issue = await store.digests.issue(notice.digest, notice.due)
  if (issue === null) return { kind: 'gone', problem: 'the issue is older than the retention period' }
  const reader = (await store.digests.readers(definition.id)).find(({ recipient }) => recipient === delivery.recipient)
  // The reader may have unsubscribed while the message was being sent, or after it became a dead letter.
  if (reader !== undefined && reader.endedAt !== null) return { kind: 'gone', problem: 'this reader has unsubscribed' }
  const { pictures } = configuration().service
  const mail = { definition, issue, words: digestWords(definition), context: context(definition.language), isPublic, pictures }
  return await mailer.send(issueMail(mail, { id: delivery.id, to: delivery.recipient, token: reader?.token ?? null }))
}
