import type { Sender } from '../fetch/sender.ts'
import type { AlertDefinition, Notice, StoredDelivery } from '../model/alert.ts'
import type { Instant } from '../model/ids.ts'
import { type Mailer, mailOf, NO_MAIL_SERVER } from './mail.ts'
import { resultOf, type SendResult } from './send-failure.ts'
import { messageFor } from './target-shapes.ts'

/** What sends messages; `mailer` null: the environment names no mail server. */
export type WaysOut = { readonly sender: () => Sender; readonly mailer: Mailer | null }

/** One attempt, to the target as currently configured. Rejects only where the sender was closed. */
export const sendMessage = async (
  { sender, mailer }: WaysOut,
  { target }: Pick<AlertDefinition, 'target'>,
  delivery: Pick<StoredDelivery, 'id' | 'createdAt' | 'recipient'> & { readonly notice: Notice },
  now: Instant,
): Promise<SendResult> => {
  if (target.kind !== 'mail') return resultOf(await sender().send(messageFor(target, delivery, now)))
  if (mailer === null) return { kind: 'failed', problem: NO_MAIL_SERVER, retryAfterMs: 0 }
  return await mailer.send(mailOf(delivery.notice, { id: delivery.id, to: delivery.recipient }))
}
