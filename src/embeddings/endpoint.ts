/** Requests embeddings of the operator's model from an OpenAI-compatible end point (`POST /v1/embeddings`). */
import { createSender, type Message, type Reply, type Sender, SenderClosedError, type SenderSettings } from '../fetch/sender.ts'
import { HOUR, MINUTE } from '../lib/durations.ts'
import type { EmbeddingsSettings } from '../model/configuration.ts'
import { hideSecrets } from '../model/secrets.ts'
import type { SourceFailure } from '../model/source.ts'
import { readAnswer } from './read-answer.ts'

export type EmbeddingsEndpoint = {
  /** A vector for each text, in their order; null: there was none before the deadline. Failures are reported, not thrown. */
  readonly embed: (texts: readonly string[]) => Promise<readonly (Embedded | null)[]>
  readonly close: () => Promise<void>
}
export type Embedded = { readonly model: string; readonly values: readonly number[] }

export type EmbeddingsReport =
  | { readonly outcome: 'answered'; readonly texts: number; readonly tookMs: number; readonly isBack: boolean }
  | {
      readonly outcome: 'failed'
      readonly texts: number
      readonly tookMs: number
      readonly why: string
      readonly pauseMs: number
    }

export type EndpointParts = Pick<SenderSettings, 'userAgent' | 'now' | 'elapsed'> & {
  readonly reported: (report: EmbeddingsReport) => void
  /** The longest time for the vectors of some texts; two seconds if left out. */
  readonly deadlineMs?: number
}

/** The most texts of one request. */
const BATCH = 32
/** The longest time for an answer, since the grouper waits for it, and publication waits for the grouper. */
const DEADLINE_MS = 2_000
/** The least time left for which a second attempt is made. */
const LEAST_LEFT_MS = 250
/** The largest answer: 32 vectors of 8,192 numbers with many digits. */
const ANSWER_BYTES = 8 * 1024 * 1024
/** The pause without requests after a failure; doubled by each further failure. */
const PAUSE = { firstMs: 15_000, longestMs: 15 * MINUTE }
const LONGEST_WAIT_MS = HOUR

export const createEmbeddingsEndpoint = (settings: EmbeddingsSettings, parts: EndpointParts): EmbeddingsEndpoint => {
  const { elapsed, reported, deadlineMs = DEADLINE_MS } = parts
  const sender = senderFor(settings, { ...parts, deadlineMs })
  let failures = 0
  let pausedUntil = Number.NEGATIVE_INFINITY

  const succeed = (texts: number, tookMs: number): void => {
    const isBack = failures > 0
    failures = 0
    reported({ outcome: 'answered', texts, tookMs, isBack })
  }
  const fail = ({ why, waitMs }: Refused, texts: number, tookMs: number): void => {
    const backOffMs = Math.min(PAUSE.firstMs * 2 ** failures, PAUSE.longestMs)
    const pauseMs = Math.max(backOffMs, Math.min(waitMs, LONGEST_WAIT_MS))
    failures += 1
    pausedUntil = elapsed() + pauseMs
    reported({ outcome: 'failed', texts, tookMs, why: hideSecrets(why, secretsOf(settings)), pauseMs })
  }
  const embedBatch = async (texts: readonly string[]): Promise<readonly (Embedded | null)[]> => {
    const begun = elapsed()
    const asked = await askTwice(sender, settings, texts, { end: begun + deadlineMs, elapsed })
    if (asked === null) return texts.map(() => null)
    if (asked.ok) succeed(texts.length, elapsed() - begun)
    else fail(asked, texts.length, elapsed() - begun)
    return asked.ok ? asked.vectors.map((values) => ({ model: asked.model, values })) : texts.map(() => null)
  }
  return {
    async embed(texts) {
      if (elapsed() < pausedUntil) return texts.map(() => null)
      const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, nth) =>
        texts.slice(nth * BATCH, (nth + 1) * BATCH),
      )
      return (await Promise.all(batches.map(embedBatch))).flat()
    },
    close: async () => await sender.close(),
  }
}

/** A sender for the configured host and port only, which may be private since the operator has named it; it follows no redirect. */
const senderFor = (
  { url }: EmbeddingsSettings,
  { userAgent, now, elapsed, deadlineMs }: Omit<Required<EndpointParts>, 'reported'>,
): Sender => {
  const { hostname, port, protocol } = new URL(url)
  const host = `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
  const perHost = { concurrency: 2, gapMs: 0 }
  return createSender({
    userAgent,
    now,
    elapsed,
    perHost,
    allowPrivate: [host],
    timeoutMs: deadlineMs,
    answerBytes: ANSWER_BYTES,
  })
}

type Refused = { readonly ok: false; readonly why: string; readonly mayTryAgain: boolean; readonly waitMs: number }
type Asked = { readonly ok: true; readonly model: string; readonly vectors: readonly (readonly number[])[] } | Refused
type Time = { readonly end: number; readonly elapsed: () => number }

/** One request, and a second one where the connection broke or the server failed, if there is time left. Null: the sender is closed. */
const askTwice = async (
  sender: Sender,
  settings: EmbeddingsSettings,
  texts: readonly string[],
  time: Time,
): Promise<Asked | null> => {
  try {
    const first = await ask(sender, settings, texts, time)
    if (first.ok || !first.mayTryAgain || time.end - time.elapsed() < LEAST_LEFT_MS) return first
    return await ask(sender, settings, texts, time)
  } catch (error) {
    if (error instanceof SenderClosedError) return null
    throw error
  }
}

const ask = async (sender: Sender, settings: EmbeddingsSettings, texts: readonly string[], time: Time): Promise<Asked> => {
  const reply = await sender.send({ ...messageFor(settings, texts), timeoutMs: Math.max(1, time.end - time.elapsed()) })
  return reply.kind === 'failed' ? brokenBy(reply.failure) : answerIn(reply, settings, texts.length)
}

const messageFor = ({ url, model, key }: EmbeddingsSettings, texts: readonly string[]): Message => ({
  method: 'POST',
  url,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
  },
  body: Buffer.from(JSON.stringify({ model, input: texts })),
})

const refused = (why: string, mayTryAgain = false, waitMs = 0): Refused => ({ ok: false, why, mayTryAgain, waitMs })

const answerIn = (reply: Extract<Reply, { kind: 'answered' }>, { model }: EmbeddingsSettings, texts: number): Asked => {
  const { status, text, retryAfterMs } = reply
  if (status !== 200) return refused(`it answered ${status}`, status >= 500 && retryAfterMs === null, retryAfterMs ?? 0)
  if (Buffer.byteLength(text) >= ANSWER_BYTES) return refused('its answer is over 8 MiB')
  const read = readAnswer(text, texts, model)
  return read.ok ? { ok: true, ...read.value } : refused(`its answer can't be used: ${read.why}`)
}

const brokenBy = (failure: SourceFailure): Refused => {
  if (failure.kind === 'timed-out') return refused('it gave no whole answer in time')
  const why = 'detail' in failure ? `${failure.kind}: ${failure.detail}` : failure.kind
  return refused(why, failure.kind === 'unreachable' || failure.kind === 'truncated')
}

const secretsOf = ({ key, secrets }: EmbeddingsSettings) => (key === null ? secrets : new Map([...secrets, [key, '(the key)']]))
