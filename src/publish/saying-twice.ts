import type { PublishedEntry } from '../model/published-feed.ts'
import { escapeText } from './xml.ts'

/** The whole text is the summary, in a paragraph at most. Who writes both writes one thing twice, of which feed validators warn. */
export const wholeIsSummary = ({ html, summary }: Pick<PublishedEntry, 'html' | 'summary'>): boolean =>
  html !== null && html.replace(/^<p>(.*)<\/p>$/s, '$1').trim() === escapeText(summary).trim()
