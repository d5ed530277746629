/** Mails, one per recipient, as text and as HTML, through the operator's own mail server. */
import { createTransport } from 'nodemailer'
import { SenderClosedError } from '../fetch/sender.ts'
import type { Notice } from '../model/alert.ts'
import { escapeAttribute, escapeText } from '../publish/xml.ts'
import { directionOf } from '../text/script.ts'
import type { SendResult } from './send-failure.ts'

/** From the environment. */
export type MailSettings = {
  /** `smtps://user:password@mail.example:465`. */
  readonly url: string
  /** `Polywire <news@example.org>`. */
  readonly from: string
}

export type MailMessage = {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Address of the page to unsubscribe; left out: only a mail to the sender unsubscribes. */
  readonly unsubscribe?: string
  /** The digest of an issue, for filter rules of mail programs: `digest.morning`. */
  readonly list?: string
}

export type Mailer = {
  /** Rejects only when the mailer is closed, with a SenderClosedError: failures are in the result. */
  send(message: MailMessage): Promise<SendResult>
  close(): void
}

const LONGEST_MS = 30_000
/** A whole conversation may take this many times LONGEST_MS: nodemailer has no limit for a server that answers without end, or before it is asked. */
const ANSWERS = 4

export const createMailer = ({ url, from }: MailSettings, timeoutMs = LONGEST_MS): Mailer => {
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs }
  // An attacker in the network can remove STARTTLS from the server's offers. `?requireTLS=false` in the address overrides this.
  const requireTLS = URL.parse(url)?.password !== ''
  // Mails contain only text: nodemailer must not fetch or read a file that a text names.
  const transport = createTransport({ url, requireTLS, ...limits, disableFileAccess: true, disableUrlAccess: true })
  const domain = addressIn(from).split('@')[1] ?? 'localhost'
  const closing = new AbortController()
  return {
    async send(message) {
      closing.signal.throwIfAborted()
      const { id, to, subject, text, html } = message
      try {
        await transport.sendMail({
          from,
          to,
          signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs * ANSWERS)]),
          subject: subject.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated', ...listHeaders(message, addressIn(from), domain) },
        })
        return { kind: 'sent' }
      } catch (error) {
        // The mail may have arrived, so this is no failure, after which it would be sent again.
        closing.signal.throwIfAborted()
        return failureOf(error)
      }
    },
    close() {
      closing.abort(new SenderClosedError('the mailer is closed'))
      transport.close()
    },
  }
}

/** RFC 2369, RFC 2919, RFC 8058: one click is a POST to an https address. */
const listHeaders = (
  { to, unsubscribe, list }: MailMessage,
  sender: string,
  domain: string,
): Readonly<Record<string, string>> => {
  const byMail = `<mailto:${sender}?subject=${encodeURIComponent(`unsubscribe ${to}`)}>`
  const oneClick = unsubscribe?.startsWith('https:') === true
  return {
    'List-Unsubscribe': unsubscribe === undefined ? byMail : `<${unsubscribe}>, ${byMail}`,
    ...(oneClick ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    ...(list === undefined ? {} : { 'List-Id': `<${list}.${domain}>` }),
  }
}

/** `Polywire <news@example.org>` → `news@example.org`. */
const addressIn = (from: string): string => (/<([^<>]+)>\s*$/.exec(from)?.[1] ?? from).trim()

/** RFC 5321, 4.2.1: 4xx is transient, 5xx of a recipient permanent. The server's text is left out, since it may repeat an address. */
const failureOf = (error: unknown): SendResult => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  if (code === 'EENVELOPE' && status >= 550 && status <= 559)
    return { kind: 'gone', problem: `the mail server refused this recipient (${status})` }
  return {
    kind: 'failed',
    problem: PROBLEMS[code] ?? `the mail server refused the message (${status || code})`,
    retryAfterMs: 0,
  }
}
const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNECTION: 'the mail server could not be reached',
  ESOCKET: 'the mail server could not be reached, or broke the connection',
  EDNS: 'there is no mail server of that name',
  ETIMEDOUT: 'the mail server did not answer in time',
  EABORT: 'the mail server did not answer in time',
  EAUTH: 'the mail server refused user name and password of POLYWIRE_SMTP_URL',
  ETLS: 'no encrypted connection to the mail server',
}

export const NO_MAIL_SERVER = 'no mail server: set POLYWIRE_SMTP_URL and POLYWIRE_MAIL_FROM'

export const mailOf = (notice: Notice, { id, to }: Pick<MailMessage, 'id' | 'to'>): MailMessage => {
  const { label, headline, summary, reported, byline, link, page, pageWords, language, words } = notice
  const text = [
    headline,
    summary,
    `${reported} · ${byline}`,
    [link, page === null ? null : `${pageWords}: ${page}`].filter((line) => line !== null).join('\n'),
  ]
  const headed = link === null ? escapeText(headline) : `<a href="${escapeAttribute(link)}">${escapeText(headline)}</a>`
  const html = `<!doctype html><html lang="${words}" dir="${directionOf(words)}"><head><meta charset="utf-8"><title>${escapeText(label)}</title></head>
<body style="font-family:sans-serif;line-height:1.5;max-width:40em">
<p style="color:#666">${escapeText(label)}</p>
<h1 style="font-size:1.3em" lang="${escapeAttribute(language)}" dir="auto">${headed}</h1>
${summary === '' ? '' : `<p lang="${escapeAttribute(language)}" dir="auto">${escapeText(summary)}</p>\n`}<p>${escapeText(`${reported} · ${byline}`)}</p>
${page === null ? '' : `<p><a href="${escapeAttribute(page)}">${escapeText(pageWords)}</a></p>\n`}</body></html>
`
  return { id, to, subject: `${label}: ${headline}`, text: `${text.filter((part) => part !== '').join('\n\n')}\n`, html }
}
