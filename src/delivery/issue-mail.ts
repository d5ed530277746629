/** An issue of a digest as a mail, in its readers' language and direction. */
import { type DigestDefinition, type DigestIssue, digestKey } from '../model/digest.ts'
import { issueName } from '../model/issue-times.ts'
import { pathWithQuery } from '../lib/url.ts'
import { labelIn } from '../model/taxonomy.ts'
import { digestAddress } from '../publish/digest/digest-feed.ts'
import type { DigestWords } from '../publish/digest/digest-words.ts'
import { issueHtml, type IssueForm, type IssuePart, issueText } from '../publish/digest/write-issue.ts'
import type { PublishContext } from '../publish/publish-context.ts'
import { storyPage } from '../publish/story-content.ts'
import { escapeAttribute, escapeText } from '../publish/xml.ts'
import { directionOf } from '../text/script.ts'
import type { MailMessage } from './mail.ts'

export type IssueMail = {
  readonly definition: DigestDefinition
  readonly issue: DigestIssue
  readonly words: DigestWords
  readonly context: PublishContext
  /** True: our pages have a public address. */
  readonly isPublic: boolean
  /** True: mails show the publishers' pictures. */
  readonly pictures: boolean
}
type Addressed = {
  readonly id: string
  readonly to: string
  /** The reader's token, part of the address to unsubscribe; null: there is no such address. */
  readonly token: string | null
}

/** Legible on white and on black, since mail programs choose the background. */
const SOFT = '#767676'
const STYLES: Readonly<Record<IssuePart, string>> = {
  contents: 'font-size:15px;line-height:1.7;margin:0 0 8px',
  picture: 'float:inline-end;border-radius:3px;margin:4px 0 8px 16px',
  about: `color:${SOFT};font-size:14px;margin:0 0 16px`,
  topic: `font-size:17px;margin:32px 0 0;padding-top:8px;border-top:2px solid ${SOFT}`,
  headline: 'font-size:18px;line-height:1.35;margin:18px 0 4px',
  summary: 'margin:4px 0',
  facts: `color:${SOFT};font-size:14px;margin:4px 0`,
  update: 'color:#b45f06',
}

/** Parts that are aligned to the mail's side even if their text has the other direction. */
const ALIGNED: ReadonlySet<IssuePart> = new Set<IssuePart>(['headline', 'summary'])

export const issueMail = (mail: IssueMail, { id, to, token }: Addressed): MailMessage => {
  const { definition, issue, words, context, isPublic, pictures } = mail
  const subject = words.issue(labelIn(definition.title, definition.language), issue.due)
  const form: IssueForm = {
    words,
    topics: context.labels.topics,
    isAlone: true,
    pictures,
    storyPage: (story) => (isPublic ? storyPage(story, context) : null),
    styleOf: (part) =>
      STYLES[part] + (ALIGNED.has(part) ? `;text-align:${directionOf(words.language) === 'rtl' ? 'right' : 'left'}` : ''),
  }
  const unsubscribe = token === null || !isPublic ? null : `${context.publicUrl}/unsubscribe/${token}`
  const footer = footerOf(mail, to, unsubscribe)
  return {
    id,
    to,
    subject,
    text: `${[subject, issueText(issue, form), footer.map(({ text, url }) => (url === null ? text : `${text}: ${url}`)).join('\n')].join('\n\n\n')}\n`,
    html: documentOf(subject, mail, issueHtml(issue, form), footer),
    list: digestKey(definition.id).replace(':', '.'),
    ...(unsubscribe === null ? {} : { unsubscribe }),
  }
}

type FooterLine = { readonly text: string; readonly url: string | null }

/** The lines below the issue. Without a link to a private digest, whose page needs a key that mails don't contain. */
const footerOf = (
  { definition, issue, words, context, isPublic }: IssueMail,
  to: string,
  unsubscribe: string | null,
): readonly FooterLine[] => {
  const address = `${digestAddress(definition.id, context)}/${issueName(issue.due)}`
  return [
    ...(isPublic && !definition.private ? [{ text: words.web, url: pathWithQuery(address, { ui: words.language }) }] : []),
    { text: words.receives(to), url: null },
    ...(unsubscribe === null ? [] : [{ text: words.unsubscribe, url: pathWithQuery(unsubscribe, { ui: words.language }) }]),
  ]
}

const documentOf = (
  subject: string,
  { words: { language }, context: { serviceTitle } }: IssueMail,
  body: string,
  footer: readonly FooterLine[],
): string => {
  const direction = directionOf(language)
  const lines = footer.map(({ text, url }) =>
    url === null ? escapeText(text) : `<a href="${escapeAttribute(url)}">${escapeText(text)}</a>`,
  )
  return `<!doctype html>
<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escapeText(subject)}</title></head>
<body dir="${direction}" style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:640px;margin:0 auto;padding:8px 16px">
<p style="font-family:Georgia,serif;font-size:20px;font-weight:bold;margin:8px 0 0;padding-bottom:8px;border-bottom:4px double ${SOFT}">${escapeText(serviceTitle)}</p>
<h1 style="font-family:Georgia,serif;font-size:26px;line-height:1.25;margin:16px 0 4px">${escapeText(subject)}</h1>
${body}
<p style="color:${SOFT};font-size:14px;margin:36px 0 16px;padding-top:12px;border-top:1px solid ${SOFT}">${lines.join('<br>')}</p>
</body></html>
`
}
