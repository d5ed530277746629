import { mailSettingsFrom, type Places, publicUrlFrom } from '../config/process-settings.ts'
import { createMailer } from '../delivery/mail.ts'
import { exampleNotice } from '../delivery/notice.ts'
import { sendMessage } from '../delivery/send-message.ts'
import { hostOfTarget } from '../delivery/target-shapes.ts'
import { createSender } from '../fetch/sender.ts'
import type { Configuration } from '../model/configuration.ts'
import type { AlertDefinition, DeadLetter, DeliveryCounts, Coverage } from '../model/alert.ts'
import { hideSecrets } from '../model/secrets.ts'
import { requireConfiguration } from '../server/load-configuration.ts'
import { leaveRequest } from '../server/requests.ts'
import { openStore, openStoreToRead } from '../server/stores.ts'
import { userAgentFor } from '../server/version.ts'
import { StoreInUse } from '../store/ports/store.ts'
import { publishContextFor } from '../web/feeds/written-feed.ts'
import { nearestLocale } from '../web/locale.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { counted, formatTable } from './terminal.ts'

type Flags = { readonly json?: boolean }

const MOST_LETTERS = 20
const MOST_RETRIED = 10_000
const NO_MESSAGES: DeliveryCounts = { waiting: 0, failing: 0, dead: 0 }

/** Lists the alerts, their undelivered messages and the dead letters; also while a service runs. */
export const listAlerts = async ({ places, env, clock, terminal }: CommandContext, flags: Flags): Promise<number> => {
  const { alerts } = await requireConfiguration(places.configFolder, env, clock.now())
  if (alerts.length === 0) {
    if (flags.json === true) terminal.out(JSON.stringify({ alerts: [], deadLetters: [] }))
    else terminal.out('alerts.yaml holds no alert.')
    return 0
  }
  const store = await openStoreToRead(places)
  try {
    const counts = await store.deliveries.deliveryCounts()
    const deadLetters = await store.deliveries.deadLetters(MOST_LETTERS)
    const rows = alerts.map((alert) => ({
      id: alert.id,
      kind: alert.target.kind,
      host: hostOfTarget(alert.target),
      thresholds: alert.thresholds,
      ...(counts.get(alert.id) ?? NO_MESSAGES),
    }))
    if (flags.json === true) terminal.out(JSON.stringify({ alerts: rows, deadLetters }))
    else terminal.out([formatTable(HEADINGS, rows.map(cellsOf)), ...deadLetters.map(letterLines)].join('\n'))
    return 0
  } finally {
    await store.close()
  }
}

const HEADINGS = ['alert', 'target', 'told at', 'waiting', 'failing', 'dead']
type Row = DeliveryCounts & Pick<AlertDefinition, 'id' | 'thresholds'> & { readonly kind: string; readonly host: string }
const cellsOf = ({ id, kind, host, thresholds, waiting, failing, dead }: Row): readonly string[] => [
  id,
  kind === host ? kind : `${kind} ${host}`,
  thresholds.map(coverageText).join(', '),
  String(waiting),
  String(failing),
  String(dead),
]

const coverageText = ({ origins, sources, languages }: Coverage): string => {
  const parts = [
    ...(origins > 1 ? [`${origins} origins`] : []),
    ...(sources > 1 ? [`${sources} sources`] : []),
    ...(languages > 1 ? [`${languages} languages`] : []),
  ]
  return parts.length === 0 ? 'once' : parts.join(' in ')
}

const letterLines = ({ id, alert, kind, host, endedAt, failures, headline, problem }: DeadLetter): string =>
  `\ndead since ${new Date(endedAt).toISOString().slice(0, 16)}Z: ${alert} (${kind === host ? kind : `${kind} ${host}`}), attempt ${failures}: ${problem}\n  “${headline}” (${id})`

/** Has the service send dead letters again, including those of digests: at once if it runs, else at its next start. */
export const retryLetters = async (
  { places, clock, terminal }: CommandContext,
  ids: readonly string[],
  { all = false }: { readonly all?: boolean },
): Promise<number> => {
  const chosen = await chosenLetters(places, ids, all)
  try {
    const store = await openStore(places, { now: clock.now })
    for (const id of chosen) await store.deliveries.retryDeadLetter(id, clock.now())
    await store.close()
    terminal.note(`${counted(chosen.length, 'message')} will be sent by the service, at its next start if it does not run.`)
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error
    for (const id of chosen) await leaveRequest(places, 'retry', id)
    terminal.note(`The running service sends ${counted(chosen.length, 'message')} again within seconds.`)
  }
  return 0
}

const chosenLetters = async (places: Places, ids: readonly string[], all: boolean): Promise<readonly string[]> => {
  if (all === ids.length > 0) throw new InputError('Name the messages by their ids, or give --all.')
  const store = await openStoreToRead(places)
  const dead = (await store.deliveries.deadLetters(MOST_RETRIED)).map(({ id }) => id)
  await store.close()
  const unknown = ids.find((id) => !dead.includes(id))
  if (unknown !== undefined) throw new InputError(`There is no dead letter "${unknown}". "polywire alerts" shows them.`)
  return all ? dead : ids
}

/** Sends an example message of an alert to its target at once, also in quiet hours. Exit code 1 if it was not accepted. */
export const testAlert = async (context: CommandContext, id: string): Promise<number> => {
  const { places, env, clock, terminal, randomBytes } = context
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const alert = configuration.alerts.find((one) => one.id === id)
  if (alert === undefined) throw new InputError(`There is no alert "${id}" in alerts.yaml.`)
  const messageId = `msg_test_${Buffer.from(randomBytes(12)).toString('hex')}`
  const problem = await sendExample(context, configuration, { alert, messageId })
  const host = hostOfTarget(alert.target)
  if (problem === null) terminal.note(`${id}: the example was taken (${alert.target.kind}, ${host}).`)
  else
    terminal.note(`${id}: the example was not taken (${alert.target.kind}, ${host}): ${hideSecrets(problem, alert.secrets)}.`)
  return problem === null ? 0 : 1
}

type Example = { readonly alert: AlertDefinition; readonly messageId: string }

/** The first problem; null: every recipient got the example. */
const sendExample = async (
  { env, clock }: CommandContext,
  configuration: Configuration,
  { alert, messageId }: Example,
): Promise<string | null> => {
  const { fetch, deliveryAllowPrivate: allowPrivate } = configuration.service
  const mail = mailSettingsFrom(env)
  if (!mail.ok && alert.target.kind === 'mail') return mail.problem
  const settings = { userAgent: userAgentFor(fetch.contact), timeoutMs: fetch.timeoutMs, allowPrivate, answerBytes: 0 }
  const sender = createSender({ ...settings, ...clock, perHost: { concurrency: 1, gapMs: 0 } })
  const mailer = mail.ok && mail.settings !== null ? createMailer(mail.settings) : null
  const origin = publicUrlFrom(env.POLYWIRE_PUBLIC_URL) ?? ''
  const words = publishContextFor({ configuration, origin, hub: null }, nearestLocale(alert.language) ?? 'en')
  const now = clock.now()
  const notice = exampleNotice(alert, words, now)
  const recipients = alert.target.kind === 'mail' ? alert.target.to : ['']
  try {
    for (const [index, recipient] of recipients.entries()) {
      const message = { id: `${messageId}.${index}`, notice, createdAt: now, recipient }
      const result = await sendMessage({ sender: () => sender, mailer }, alert, message, now)
      if (result.kind !== 'sent') return result.problem
    }
    return null
  } finally {
    mailer?.close()
    await sender.close()
  }
}
