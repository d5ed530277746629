import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { absoluteUrl } from '../../lib/url.ts'
import type { ParsedFeed, ParsedItem } from '../../model/parsed-item.ts'
import { CAPS, type Warnings } from '../caps.ts'
import { readDate } from '../dates/read-date.ts'
import { UNSTATED } from '../unstated.ts'
import { escapeText } from '../xml/markup.ts'
import { newsletterHtml, newsletterText, type Personal } from './newsletter-html.ts'

/** Reads a `multipart/digest` of messages (RFC 2046, 5.1.5; RFC 5322) with one item for each; one that can't be parsed is left out, with a warning. */
export const readDigest = async (
  bytes: Uint8Array,
  contentType: string | null,
  maxItems: number,
  warnings: Warnings,
): Promise<Omit<ParsedFeed, 'encoding' | 'warnings'>> => {
  const messages = partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), contentType ?? '')
  const items: ParsedItem[] = []
  for (const message of messages.slice(0, maxItems)) {
    const item = await readMessage(message).catch((error: unknown) => {
      warnings.add(
        `a message was left out, since it can't be parsed: ${error instanceof Error ? error.message.slice(0, 200) : ''}`,
      )
      return null
    })
    if (item !== null) items.push(item)
  }
  if (messages.length > maxItems) warnings.add(`cut at ${maxItems} items`)
  return { ...UNSTATED, format: 'mailbox', title: null, link: null, language: null, items }
}

const partsOf = (bytes: Buffer, contentType: string): readonly Buffer[] => {
  const boundary = /boundary=([0-9a-f]{64})$/.exec(contentType)?.[1]
  if (boundary === undefined) return []
  const delimiter = `\r\n--${boundary}`
  const parts: Buffer[] = []
  const start = delimiter.length + '\r\n\r\n'.length
  for (let at = bytes.indexOf(delimiter); at !== -1; ) {
    const next = bytes.indexOf(delimiter, at + delimiter.length)
    if (next !== -1) parts.push(bytes.subarray(at + start, next))
    at = next
  }
  return parts
}

const PARSING = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  ignoreEmbedded: true,
  checksumAlgo: false,
} as const

const readMessage = async (message: Buffer): Promise<ParsedItem | null> => {
  const mail = await simpleParser(message, PARSING)
  const personal = personalOf(mail)
  const author = mail.from?.value[0]?.name?.trim() || null
  const content = contentOf(mail, personal)
  return {
    id: mail.messageId?.replace(/^<|>$/g, '') || null,
    title: mail.subject === undefined ? null : escapeText(mail.subject.trim().slice(0, CAPS.shortText)),
    link: archivedAt(mail),
    originalLink: null,
    published: readDate(headerOf(mail, 'date') ?? ''),
    updated: null,
    summary: null,
    content: content === '' ? null : content,
    language: headerOf(mail, 'content-language')?.split(',', 1)[0]?.trim() || null,
    rights: null,
    comments: null,
    authors: [],
    categories: [],
    enclosures: [],
    image: null,
    source: author === null ? null : { title: author, link: null },
  }
}

const contentOf = ({ html, text = '' }: ParsedMail, personal: Personal): string =>
  typeof html === 'string'
    ? newsletterHtml(html.slice(0, CAPS.text), personal)
    : newsletterText(text.slice(0, CAPS.text), personal)

/** The page of the message (RFC 5064). */
const archivedAt = (mail: ParsedMail): string | null =>
  absoluteUrl(headerOf(mail, 'archived-at')?.replaceAll(/^<|>$/g, '') ?? '')

/** The value of a header as written, unfolded; the parser would replace a date that it can't read by now. */
const headerOf = ({ headerLines }: ParsedMail, name: string): string | null => {
  const line = headerLines.find(({ key }) => key === name)?.line
  return line === undefined
    ? null
    : line
        .slice(line.indexOf(':') + 1)
        .replaceAll(/\s+/g, ' ')
        .trim()
}

const personalOf = (mail: ParsedMail): Personal => {
  const unsubscribe = headerOf(mail, 'list-unsubscribe') ?? ''
  const delivered = headerOf(mail, 'delivered-to')?.toLowerCase()
  return {
    addresses: [...addressesOf(mail.to), ...addressesOf(mail.cc), ...(delivered === undefined ? [] : [delivered])]
      .filter((address) => address.includes('@'))
      .slice(0, 20),
    links: new Set([...unsubscribe.matchAll(/<([^<>]{1,4000})>/g)].map(([, link = '']) => link.trim())),
  }
}

const addressesOf = (header: AddressObject | AddressObject[] | undefined): readonly string[] =>
  [header ?? []].flat().flatMap(({ value }) => value.flatMap(({ address = '' }) => address.toLowerCase()))
