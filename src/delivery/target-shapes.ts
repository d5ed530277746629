/** Converts a notice into the format of each kind of target. Texts come from outside: none may become markup or a mention that notifies people. */
import { withoutTrailing } from '../lib/trim.ts'
import type { Message } from '../fetch/sender.ts'
import type { DeliveryTarget, Notice } from '../model/alert.ts'
import { escapeAttribute, escapeText } from '../publish/xml.ts'
import { webhookBody, webhookHeaders } from './standard-webhooks.ts'

export type Outgoing = { readonly id: string; readonly notice: Notice; readonly createdAt: number }
type HttpTarget = Exclude<DeliveryTarget, { readonly kind: 'mail' }>

/** The request that delivers a notice. `at`: when it is sent. */
export const messageFor = (target: HttpTarget, { id, notice, createdAt }: Outgoing, at: number): Message => {
  switch (target.kind) {
    case 'webhook': {
      const body = webhookBody(notice, createdAt)
      return {
        method: 'POST',
        url: target.url,
        headers: webhookHeaders({ id, body, secret: target.secret, at }),
        body: Buffer.from(body),
      }
    }
    case 'slack':
      return post(target.url, { text: slackText(callingNobody(notice)), unfurl_links: false })
    case 'mattermost':
      return post(target.url, { text: markdownText(callingNobody(notice)) })
    case 'teams':
      return post(target.url, teamsCard(callingNobody(notice)))
    case 'ntfy':
      return post(ntfyServer(target.url), ntfyMessage(target.url, notice), bearer(target.token))
    case 'telegram':
      return post(`${withoutTrailing(target.url, '/')}/bot${target.token}/sendMessage`, {
        chat_id: target.chat,
        text: telegramText(callingNobody(notice)),
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
      })
    case 'matrix': {
      const room = `${withoutTrailing(target.url, '/')}/_matrix/client/v3/rooms/${encodeURIComponent(target.room)}`
      // The id is the transaction id, which a homeserver accepts once: a message that is sent again after a kill does not appear twice.
      const url = `${room}/send/m.room.message/${encodeURIComponent(id)}`
      return { ...post(url, matrixEvent(notice), bearer(target.token)), method: 'PUT' }
    }
  }
}

/** Whether targets of this kind detect a message that is sent a second time. */
export const knowsAgain = (kind: DeliveryTarget['kind']): boolean => kind === 'webhook' || kind === 'matrix'

/** Host and port of the target, such as `hooks.example:8443`, or `mail`; the rest of an address may contain a key. */
export const hostOfTarget = (target: DeliveryTarget): string => (target.kind === 'mail' ? 'mail' : new URL(target.url).host)

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Message => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: Buffer.from(JSON.stringify(body)),
})

const bearer = (token: string | null): Readonly<Record<string, string>> =>
  token === null ? {} : { authorization: `Bearer ${token}` }

/** A mention in a headline (@channel) must not notify anybody: a word joiner after the @ makes it plain text. */
const callingNobody = (notice: Notice): Notice => {
  const plain = (text: string): string => text.replaceAll('@', '@\u2060')
  const { headline, summary, byline, source } = notice
  return { ...notice, headline: plain(headline), summary: plain(summary), byline: plain(byline), source: plain(source) }
}

/** The address that the headline links to: our page, or else the report; null: there is neither. */
const addressOf = ({ page, link }: Notice): string | null => page ?? link

const plainLines = ({ summary, reported, byline }: Notice): readonly string[] =>
  [summary, `${reported} · ${byline}`].filter((line) => line !== '')

/** https://docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` are escaped, so that no <!channel> is left. */
const slackText = (notice: Notice): string => {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const address = addressOf(notice)
  const headline = escaped(notice.headline).replaceAll('|', '¦')
  const linked = address === null ? headline : `<${escaped(address).replaceAll('|', '%7C')}|${headline}>`
  return [`*${escaped(notice.label)}*`, linked, ...plainLines(notice).map(escaped)].join('\n')
}

/** `&` too: Markdown decodes character references, and `&commat;` is an @. */
const markdownOf = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+\-.!|~<>&]/g, String.raw`\$&`)

const markdownLink = (notice: Notice): string => {
  const address = addressOf(notice)
  const headline = markdownOf(notice.headline)
  return address === null ? headline : `[${headline}](${address.replaceAll('(', '%28').replaceAll(')', '%29')})`
}

const markdownText = (notice: Notice): string =>
  [`**${markdownOf(notice.label)}**`, markdownLink(notice), ...plainLines(notice).map(markdownOf)].join('\n')

/** An adaptive card, the format that workflows of Teams accept. */
const teamsCard = (notice: Notice): unknown => {
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', wrap: true, text: markdownOf(text), ...more })
  const address = addressOf(notice)
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block(notice.label, { isSubtle: true, size: 'Small' }),
      block(notice.headline, { weight: 'Bolder', size: 'Medium' }),
      ...plainLines(notice).map((line) => block(line)),
    ],
    actions:
      address === null
        ? []
        : [{ type: 'Action.OpenUrl', title: notice.page === null ? notice.source : notice.pageWords, url: address }],
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }
  return { type: 'message', attachments: [attachment] }
}

/** The root of the server, to which JSON is posted; headers, the alternative to JSON, could not contain every script. */
const ntfyServer = (url: string): string => new URL('.', url).href

const ntfyMessage = (url: string, notice: Notice): unknown => {
  const address = addressOf(notice)
  return {
    topic: decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? ''),
    title: notice.headline,
    message: [...plainLines(notice), notice.label].join('\n'),
    ...(address === null ? {} : { click: address }),
  }
}

const htmlText = (notice: Notice, newLine: string): string => {
  const address = addressOf(notice)
  const headline = escapeText(notice.headline)
  const linked = address === null ? headline : `<a href="${escapeAttribute(address)}">${headline}</a>`
  return [`<b>${escapeText(notice.label)}</b>`, linked, ...plainLines(notice).map(escapeText)].join(newLine)
}

const telegramText = (notice: Notice): string => htmlText(notice, '\n')

const matrixEvent = (notice: Notice): unknown => {
  const address = addressOf(notice)
  const body = [notice.label, notice.headline, ...plainLines(notice), ...(address === null ? [] : [address])].join('\n')
  // With an empty list of mentions no word of the text counts as one.
  const formatted = { format: 'org.matrix.custom.html', formatted_body: htmlText(notice, '<br>') }
  return { msgtype: 'm.text', body, ...formatted, 'm.mentions': {} }
}
