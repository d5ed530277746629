import { html } from 'hono/html'
import type { Republish } from '../../model/source.ts'
import type { MessageKey } from '../locale.ts'
import { around, HERE } from './message-parts.ts'
import type { Html, PageContent, PageContext } from './page-context.ts'

const POLICIES: readonly (readonly [Republish, MessageKey])[] = [
  ['title', 'rights.title-only'],
  ['excerpt', 'rights.excerpt'],
  ['full', 'rights.full'],
]

/** The page about rights: how much of the sources is shown, and how a publisher can contact the operator. */
export const rightsPage = ({ locale, configuration: { service, sources, takedowns } }: PageContext): PageContent => {
  const counts = POLICIES.map(([policy, key]) => ({
    key,
    count: sources.filter(({ republish, active }) => active && republish === policy).length,
  })).filter(({ count }) => count > 0)
  const length =
    service.excerpt === undefined ? '' : html`<p>${locale.message('rights.length', { count: service.excerpt })}</p>`
  const inForce = takedowns.filter(({ undone }) => undone === null).length
  const takenDown = inForce === 0 ? '' : html`<p>${locale.message('rights.taken-down', { count: inForce })}</p>`
  const body = html`<div class="frame"><header class="opening"><h1>${locale.message('rights.title')}</h1></header>
<div class="prose"><p>${locale.message('rights.intro', { title: service.title })}</p>
<section><h2>${locale.message('rights.shown')}</h2><ul class="plain-list">${counts.map(({ key, count }) => html`<li>${locale.message(key, { count })}</li>`)}</ul>${length}${takenDown}</section>
<section id="contact"><h2>${locale.message('rights.contact')}</h2><p>${
    service.contact === undefined
      ? locale.message('rights.contact.none')
      : around(locale.message('rights.contact.text', { contact: HERE }), contactLink(service.contact))
  }</p></section></div></div>`
  return { title: locale.message('rights.title'), section: 'about', body }
}

const contactLink = (contact: string): Html =>
  html`<a href="${contact}"><bdi dir="ltr">${contact.replace(/^mailto:/i, '')}</bdi></a>`
