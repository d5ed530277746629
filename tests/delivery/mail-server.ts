/** A real SMTP server on 127.0.0.1 that remembers what it was given. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

export type Mail = { readonly to: readonly string[]; readonly from: string; readonly text: string }
export type MailServer = { readonly port: number; readonly mails: Mail[] }

/** `taken` is called when a mail has come whole, before its sender hears that. */
type Options = Partial<SMTPServerOptions> & { readonly taken?: () => void }

export const mailServer = async ({ taken = () => {}, ...options }: Options = {}): Promise<MailServer> => {
  const mails: Mail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom === false ? '' : mailFrom.address,
          // Header lines that were folded are one.
          text: Buffer.concat(chunks)
            .toString()
            .replace(/^[^]*?\r\n\r\n/, (head) => head.replaceAll(/\r\n(?= )/g, '')),
        })
        taken()
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return { port: (server.server.address() as AddressInfo).port, mails }
}
/** The body of a part, decoded. */
export const partOf = ({ text }: Mail, type: string): string => {
  const [, encoding = '', body = ''] =
    new RegExp(`Content-Type: ${type};[^]*?Content-Transfer-Encoding: (\\S+)\\r\\n\\r\\n([^]*?)\\r\\n--`).exec(text) ?? []
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
