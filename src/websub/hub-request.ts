import type { Intent, PushAnswer, SubscriptionMode } from '../model/push.ts'

export type HubRules = {
  /** Without a slash at its end. */
  readonly publicUrl: string
  /** Why nothing is sent to this address; null: it may be. */
  readonly refusal: (callback: URL) => string | null
}

export type HubRequest = { readonly ok: true; readonly intent: Intent } | { readonly ok: false; readonly answer: PushAnswer }

const SECOND = 1_000
const DAY = 24 * 60 * 60 * SECOND
export const USUAL_LEASE_MS = 10 * DAY
/** What is asked for beyond these is cut to them; the callback hears which lease it got. */
const SHORTEST_LEASE_MS = 60 * SECOND
const LONGEST_LEASE_MS = 30 * DAY

const MOST_CHARACTERS = 2_048
/** WebSub, 5.1: less than 200 bytes. */
const SECRET_BYTES = 200

/** A subscriber's request (WebSub, 5.1), checked as far as it can be without looking at the feed. Unknown parameters are ignored. */
export const readHubRequest = (form: URLSearchParams, rules: HubRules): HubRequest => {
  const mode = modeIn(form.get('hub.mode'))
  if (isAnswer(mode)) return refused(mode)
  const topic = topicIn(form.get('hub.topic'), rules)
  if (isAnswer(topic)) return refused(topic)
  const callback = callbackIn(form.get('hub.callback'), rules)
  if (isAnswer(callback)) return refused(callback)
  const secret = secretIn(form.get('hub.secret'))
  if (isAnswer(secret)) return refused(secret)
  const leaseMs = leaseIn(form.get('hub.lease_seconds'))
  if (isAnswer(leaseMs)) return refused(leaseMs)
  return { ok: true, intent: { mode, topic, callback, secret, leaseMs } }
}

const isAnswer = (part: PushAnswer | string | number | null): part is PushAnswer => typeof part === 'object' && part !== null
const refused = (answer: PushAnswer): HubRequest => ({ ok: false, answer })
const wrong = (text: string, status = 400): PushAnswer => ({ status, text })

const modeIn = (mode: string | null): SubscriptionMode | PushAnswer => {
  if (mode === 'subscribe' || mode === 'unsubscribe') return mode
  if (mode === 'publish') return wrong('This hub pushes its own feeds and knows when they change: nothing has to be published.')
  return wrong(`hub.mode must be subscribe or unsubscribe${mode === null ? '; it is missing' : ''}.`)
}

const topicIn = (topic: string | null, { publicUrl }: HubRules): string | PushAnswer => {
  if (topic === null || topic === '') return wrong('hub.topic is missing: the address of one of our feeds.')
  if (topic.length > MOST_CHARACTERS) return wrong(`hub.topic is longer than ${MOST_CHARACTERS} characters.`)
  return isOurs(topic, publicUrl)
    ? topic
    : wrong(`hub.topic is no feed of ours. This hub pushes what begins with ${publicUrl}/feeds/ and nothing else.`, 404)
}

/** Below `/feeds/` of the public address, also after the dots of its path are resolved. */
const isOurs = (topic: string, publicUrl: string): boolean => {
  const url = URL.parse(topic)
  const feeds = `${publicUrl}/feeds/`
  return url !== null && topic.startsWith(feeds) && url.href.startsWith(feeds) && !topic.includes('#')
}

const callbackIn = (callback: string | null, { refusal }: HubRules): string | PushAnswer => {
  if (callback === null || callback === '') return wrong('hub.callback is missing: the address to push to.')
  if (callback.length > MOST_CHARACTERS) return wrong(`hub.callback is longer than ${MOST_CHARACTERS} characters.`)
  const url = URL.parse(callback)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return wrong('hub.callback is not an http or https address.')
  if (url.username !== '' || url.password !== '' || callback.includes('#'))
    return wrong('hub.callback must have neither a user name nor a #fragment.')
  const why = refusal(url)
  return why === null ? callback : wrong(`Nothing is pushed to hub.callback: ${why}.`, 403)
}

const secretIn = (secret: string | null): string | null | PushAnswer => {
  if (secret === null || secret === '') return null
  return Buffer.byteLength(secret) < SECRET_BYTES ? secret : wrong(`hub.secret must be shorter than ${SECRET_BYTES} bytes.`)
}

const leaseIn = (seconds: string | null): number | PushAnswer => {
  if (seconds === null || seconds === '') return USUAL_LEASE_MS
  if (!/^\d{1,15}$/.test(seconds)) return wrong('hub.lease_seconds must be a whole number of seconds.')
  return Math.min(Math.max(Number(seconds) * SECOND, SHORTEST_LEASE_MS), LONGEST_LEASE_MS)
}
