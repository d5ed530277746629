import type { ParsedItem } from '../../src/model/parsed-item.ts'

/** An item of an imaginary desk, as the parser gives it. */
export const anItem = (parts: Partial<ParsedItem> = {}): ParsedItem => ({
  id: 'desk-1',
  title: 'Regulator opens inquiry into parcel fees',
  link: 'https://desk.example/news/parcel-fees',
  originalLink: null,
  published: Date.UTC(2026, 10, 1),
  updated: null,
  summary: '<p>The regulator has opened an inquiry.</p>',
  content: null,
  language: null,
  rights: null,
  comments: null,
  authors: [],
  categories: [],
  enclosures: [],
  image: null,
  source: null,
  ...parts,
})
