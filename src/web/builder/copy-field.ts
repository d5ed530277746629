/** A text to copy: a button where scripts run, else a field whose text can be selected. */
import { html } from 'hono/html'
import type { Html, PageContext } from '../pages/page-context.ts'

type Copyable = { readonly id: string; readonly label: string; readonly text: string }

/** A field with as many lines as `text` has, and a button that copies it. */
export const copyable = ({ locale }: PageContext, { id, label, text }: Copyable): Html => {
  const lines = text.trimEnd().split('\n').length
  const field =
    lines === 1
      ? html`<input id="${id}" value="${text}" readonly dir="ltr">`
      : html`<textarea id="${id}" rows="${lines}" readonly dir="ltr" spellcheck="false">${text}</textarea>`
  return html`<span class="copyable"><label class="unseen" for="${id}">${label}</label>${field}<button type="button" data-copy="${id}" data-copied="${locale.message('feeds.copy.done')}" hidden>${locale.message('feeds.copy')}</button></span>`
}
