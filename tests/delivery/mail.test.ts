/** Mails, through a real SMTP server on 127.0.0.1. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createMailer } from '../../src/delivery/mail.ts'
import { SenderClosedError } from '../../src/fetch/sender.ts'
import { HOUR, MINUTE } from '../store/samples.ts'
import { alert, openDesk } from './desk.ts'
import { mailServer, partOf } from './mail-server.ts'

const settings = (port: number) => ({ url: `smtp://127.0.0.1:${port}`, from: 'Polywire <news@desk.example>' })
const TO = { kind: 'mail', to: ['ann@desk.example', 'ben@desk.example'] } as const

test('each recipient gets a message of their own, as text and as HTML, with a way out', async () => {
  const server = await mailServer()
  const desk = await openDesk([alert(TO, { title: { en: 'Cables' } })], { mail: settings(server.port) })
  await desk.report('one', 'a', { title: 'Cable <b>cut</b> & mended', text: 'Ships were sent.' })
  await desk.settle()
  expect(new Set(server.mails.map(({ to }) => to.join()))).toEqual(new Set(['ann@desk.example', 'ben@desk.example']))
  const [mail] = server.mails
  if (mail === undefined) throw new Error('no mail')
  expect(mail.from).toBe('news@desk.example')
  expect(mail.text).toMatch(/^List-Unsubscribe: <mailto:news@desk\.example\?subject=unsubscribe/m)
  expect(mail.text).toMatch(/^Auto-Submitted: auto-generated/m)
  expect(mail.text).toMatch(/^Subject: Cables: Cable <b>cut<\/b> & mended/m)
  expect(partOf(mail, 'text/plain')).toContain('Cable <b>cut</b> & mended')
  expect(partOf(mail, 'text/html')).toContain('Cable &lt;b&gt;cut&lt;/b&gt; &amp; mended</a>')
  expect(partOf(mail, 'text/html')).toContain('Ships were sent.')
  expect(new Set(server.mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1])).size).toBe(2)
})

test('while the mail server is away messages wait; then each goes out once', async () => {
  const desk = await openDesk([alert(TO)], { mail: settings(1) })
  await desk.report('one', 'a')
  await desk.settle()
  expect(desk.events).toContainEqual(
    expect.objectContaining({ event: 'alert-failed', host: 'mail', detail: expect.stringContaining('could not be reached') }),
  )
  expect(await desk.store.deliveries.deliveryCounts()).toEqual(new Map([['desk', { waiting: 2, failing: 2, dead: 0 }]]))
})

test('a server that is too busy is asked again later', async () => {
  let refusals = 2
  const server = await mailServer({
    onRcptTo(_, __, callback) {
      refusals -= 1
      if (refusals >= 0) callback(Object.assign(new Error('try later'), { responseCode: 451 }))
      else callback()
    },
  })
  const desk = await openDesk([alert(TO)], { mail: settings(server.port) })
  await desk.report('one', 'a')
  await desk.settle()
  expect(server.mails).toHaveLength(0)
  desk.now += MINUTE
  await desk.settle()
  desk.now += HOUR
  await desk.settle()
  expect(server.mails).toHaveLength(2)
})

test('a recipient that the server does not know is a dead letter; the others get their mail', async () => {
  const server = await mailServer({
    onRcptTo({ address }, _, callback) {
      if (address.startsWith('ann')) callback(Object.assign(new Error('no such user ann'), { responseCode: 550 }))
      else callback()
    },
  })
  const desk = await openDesk([alert(TO)], { mail: settings(server.port) })
  await desk.report('one', 'a')
  await desk.settle()
  expect(server.mails.map(({ to }) => to)).toEqual([['ben@desk.example']])
  expect(await desk.store.deliveries.deadLetters(9)).toMatchObject([
    { problem: 'the mail server refused this recipient (550)' },
  ])
})

test('a mail server that hangs is given up in time', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close())
  const mailer = createMailer(settings((silent.address() as AddressInfo).port), 300)
  const result = await mailer.send({ id: 'x', to: 'a@b.example', subject: 's', text: 't', html: '<p>t' })
  expect(result).toMatchObject({ kind: 'failed', problem: expect.stringContaining('did not answer in time') })
  mailer.close()
})

test('a mail server that answers without end is given up in time', async () => {
  const endless = createServer((socket) => {
    socket.on('error', () => {}).write('220 mail.example\r\n')
    const more = setInterval(() => socket.write('250-AND\r\n'), 20)
    socket.on('close', () => clearInterval(more))
  })
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void endless.close())
  const mailer = createMailer(settings((endless.address() as AddressInfo).port), 100)
  const result = await mailer.send({ id: 'x', to: 'a@b.example', subject: 's', text: 't', html: '<p>t' })
  expect(result).toMatchObject({ kind: 'failed', problem: expect.stringContaining('did not answer in time') })
  mailer.close()
})

test('a mailer that is closed keeps no connection to a server that hangs', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {}))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close())
  const mailer = createMailer(settings((silent.address() as AddressInfo).port))
  const connected = once(silent, 'connection')
  const sent = mailer.send({ id: 'x', to: 'a@b.example', subject: 's', text: 't', html: '<p>t' })
  const [socket] = (await connected) as [Socket]
  const disconnected = once(socket.resume(), 'close')
  mailer.close()
  await expect(sent).rejects.toThrow(SenderClosedError)
  await disconnected
})

test('a password goes over an encrypted connection alone, unless the setting says otherwise', async () => {
  const heard: unknown[] = []
  const server = await mailServer({
    // As behind somebody who leaves STARTTLS out of what the server offers.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ password }, _, callback) {
      heard.push(password)
      callback(null, { user: 'ann' })
    },
  })
  const send = async (query: string) => {
    const mailer = createMailer({ ...settings(server.port), url: `smtp://ann:pa55@127.0.0.1:${server.port}${query}` })
    onTestFinished(() => mailer.close())
    return await mailer.send({ id: 'x', to: 'a@b.example', subject: 's', text: 't', html: '<p>t' })
  }
  expect(await send('')).toMatchObject({ kind: 'failed', problem: expect.stringContaining('no encrypted connection') })
  expect(heard).toEqual([])
  expect(await send('?requireTLS=false')).toEqual({ kind: 'sent' })
  expect(heard).toEqual(['pa55'])
})

test('without a mail server messages wait and say what is missing', async () => {
  const desk = await openDesk([alert(TO)])
  await desk.report('one', 'a')
  await desk.settle()
  expect(desk.events).toContainEqual(
    expect.objectContaining({ event: 'alert-failed', detail: expect.stringContaining('POLYWIRE_SMTP_URL') }),
  )
})

test('a headline adds no header to a mail', async () => {
  const server = await mailServer()
  const desk = await openDesk([alert({ kind: 'mail', to: ['ann@desk.example'] })], { mail: settings(server.port) })
  await desk.report('one', 'a', { title: 'Cut\r\nBcc: eve@evil.example\r\n\r\nbody' })
  await desk.settle()
  expect(server.mails.map(({ to }) => to)).toEqual([['ann@desk.example']])
  expect(server.mails[0]?.text).not.toMatch(/^Bcc:/im)
})

test('nothing in a subject ends its line, whatever mail programs take for a line end', async () => {
  const server = await mailServer()
  const mailer = createMailer(settings(server.port))
  const subject = 'Cut\r\nBcc: eve@evil.example\u0085one\u2028two\u2029three\u0000four\u001bfive\tsix'
  await mailer.send({ id: 'x', to: 'a@b.example', subject, text: 't', html: '<p>t' })
  mailer.close()
  const [, written = ''] = /^Subject: (.*)$/m.exec(server.mails[0]?.text ?? '') ?? []
  expect(decodedWords(written)).toBe('Cut Bcc: eve@evil.example one two three four five six')
})

/** A header with encoded words (RFC 2047) of UTF-8 as a mail program shows it. */
const decodedWords = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, coding: string, text: string) =>
      coding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('latin1')
        : text
            .replaceAll('_', ' ')
            .replaceAll(/=([\dA-F]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    )
    .replaceAll(/[\u0080-\u00ff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString())
    .trimEnd()

test('a mail server that answers ahead of the questions and leaves is not waited for for ever', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {}).end('220 hello\r\n250 x\r\n250 x\r\n250 x\r\n354 go on\r\n250 taken\r\n221 bye\r\n')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const mailer = createMailer(settings((server.address() as AddressInfo).port), 50)
  const message = { id: '1', to: 'ann@desk.example', subject: 'Cables', text: 'Cut.', html: '<p>Cut.</p>' }
  expect(await mailer.send(message)).toEqual({
    kind: 'failed',
    // Nodemailer may hear the end of the connection first, and then does not wait.
    problem: expect.stringMatching(/did not answer in time|could not be reached/),
    retryAfterMs: 0,
  })
})
