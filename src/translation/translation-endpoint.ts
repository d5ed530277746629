/** The end point that the operator has configured, with one request at a time. */
import { createSender, type Message, type Reply, type Sender, SenderClosedError, type SenderSettings } from '../fetch/sender.ts'
import type { TranslationKind, TranslationSettings } from '../model/configuration.ts'
import { hideSecrets } from '../model/secrets.ts'
import type { SourceFailure } from '../model/source.ts'
import { type Adapter, jsonIn, type TranslationRequest, CHAT_COMPLETION, DEEPL, LIBRETRANSLATE } from './adapters.ts'

export type TranslationEndpoint = {
  /** The most texts of one request. */
  readonly batch: number
  readonly ask: (request: TranslationRequest) => Promise<EndpointAnswer>
  readonly close: () => Promise<void>
}

export type EndpointAnswer =
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** The end point works but can't translate these texts in one request. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The end point does not work now. `waitMs`: how long it asks to wait; 0: it does not ask. */
  | { readonly kind: 'failed'; readonly why: string; readonly waitMs: number }
  | { readonly kind: 'closed' }

const ADAPTERS: Readonly<Record<TranslationKind, Adapter>> = {
  libretranslate: LIBRETRANSLATE,
  deepl: DEEPL,
  openai: CHAT_COMPLETION,
}
const ANSWER_BYTES = 1024 * 1024
/** Statuses that say that the request was understood but can't be fulfilled. */
const REFUSALS = new Set([400, 413, 422])

export const createTranslationEndpoint = (
  settings: TranslationSettings,
  parts: Pick<SenderSettings, 'userAgent' | 'now' | 'elapsed'>,
): TranslationEndpoint => {
  const adapter = ADAPTERS[settings.kind]
  const sender = senderFor(settings, parts)
  return {
    batch: adapter.batch,
    async ask(request) {
      try {
        const answer = answerIn(await sender.send(messageFor(adapter, settings, request)), adapter, request)
        return 'why' in answer ? { ...answer, why: hideSecrets(answer.why, secretsOf(settings)) } : answer
      } catch (error) {
        if (error instanceof SenderClosedError) return { kind: 'closed' }
        throw error
      }
    },
    close: async () => await sender.close(),
  }
}

/** A sender for the configured host and port only, which may be private since the operator has named it; it follows no redirect. */
const senderFor = (
  { url, timeoutMs }: TranslationSettings,
  parts: Pick<SenderSettings, 'userAgent' | 'now' | 'elapsed'>,
): Sender => {
  const { hostname, port, protocol } = new URL(url)
  const host = `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
  const perHost = { concurrency: 1, gapMs: 0 }
  return createSender({ ...parts, perHost, allowPrivate: [host], timeoutMs, answerBytes: ANSWER_BYTES })
}

const messageFor = (adapter: Adapter, settings: TranslationSettings, request: TranslationRequest): Message => ({
  method: 'POST',
  url: settings.url,
  headers: { 'content-type': 'application/json', accept: 'application/json', ...adapter.headers(settings) },
  body: Buffer.from(JSON.stringify(adapter.body(request, settings))),
})

const answerIn = (reply: Reply, adapter: Adapter, { texts }: TranslationRequest): EndpointAnswer => {
  if (reply.kind === 'failed') return failed(brokenBy(reply.failure))
  const { status, text, retryAfterMs } = reply
  if (REFUSALS.has(status)) return { kind: 'refused', why: `it answered ${status}` }
  if (status !== 200) return failed(`it answered ${status}`, retryAfterMs ?? 0)
  const read = adapter.read(jsonIn(text), texts.length)
  if (read.kind === 'texts') return read
  return read.kind === 'miscounted' ? { kind: 'refused', why: read.why } : failed(`its answer can't be used: ${read.why}`)
}

const brokenBy = (failure: SourceFailure): string => {
  if (failure.kind === 'timed-out') return 'it gave no whole answer in time'
  return 'detail' in failure ? `${failure.kind}: ${failure.detail}` : failure.kind
}

const failed = (why: string, waitMs = 0): EndpointAnswer => ({ kind: 'failed', why, waitMs })

const secretsOf = ({ key, secrets }: TranslationSettings) =>
  key === null ? secrets : new Map([...secrets, [key, '(the key)']])
