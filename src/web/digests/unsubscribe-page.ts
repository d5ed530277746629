/** The page on which a reader of mails unsubscribes. Programs that follow links send GET, which changes nothing. */
import { html } from 'hono/html'
import type { DigestReader } from '../../model/digest.ts'
import { HttpError } from '../http/http-error.ts'
import { keepLanguage } from '../pages/layout.ts'
import type { PageContent, PageContext } from '../pages/page-context.ts'

export const unsubscribePage = (context: PageContext, reader: DigestReader | null): PageContent => {
  const { locale, link, configuration } = context
  if (reader === null)
    throw new HttpError(404, 'This address is not valid any more: it was mistyped, or the list of readers has changed.', {
      localized: { key: 'digest.unsubscribe.unknown' },
    })
  const definition = configuration.digests.find(({ id }) => id === reader.digest)
  const values = { name: definition === undefined ? reader.digest : locale.label(definition.title), address: reader.recipient }
  const body =
    reader.endedAt === null
      ? html`<p>${locale.message('digest.unsubscribe.ask', values)}</p>
<form method="post" action="${link(`/unsubscribe/${reader.token}`)}"><p>${keepLanguage(context)}<button>${locale.message('digest.unsubscribe')}</button></p></form>`
      : html`<p>${locale.message('digest.unsubscribe.done', values)}</p>`
  const title = locale.message('digest.unsubscribe')
  return { title, section: null, robots: 'noindex', body: html`<div class="frame empty"><h1>${title}</h1>${body}</div>` }
}
