import { html } from 'hono/html'
import { isReport, type Kind, KINDS } from '../../model/kind.ts'
import type { Locale } from '../locale.ts'
import type { Html, PageContext } from './page-context.ts'

/** The name of a kind in the reader's language; null: there is no such kind. */
export const kindName = (locale: Locale, written: string): string | null => {
  const kind = KINDS.find((name) => name === written.toLowerCase())
  return kind === undefined ? null : locale.message(`kind.${kind}`)
}

/** A label for what is no report, such as an offer; empty for reports, and for what nobody has judged. */
export const kindLabel = ({ locale }: Pick<PageContext, 'locale'>, kind: Kind | null): Html | '' =>
  kind === null || isReport(kind)
    ? ''
    : html`<span class="kind">${locale.message(`kind.${kind}`)}</span> <span class="sep">·</span> `
