import { describe, expect, test } from 'vitest'
import { linkedDocumentsOf } from '../../../src/grouping/crosslingual/link-features.ts'

const OWN = 'https://news.example.org/2026/locker-fine'
const leads = (...addresses: readonly string[]): readonly string[] => [
  ...linkedDocumentsOf(
    addresses.map((address) => `<p><a href="${address}" rel="noopener noreferrer">see</a></p>`).join(''),
    OWN,
  ),
]

describe('addresses that an article leads to', () => {
  test('have one spelling', () => {
    const paper = 'https://authority.example.net/decisions/2026-114?lang=en'
    expect(leads('http://www.authority.example.net/decisions/2026-114/?utm_source=x&amp;lang=en#part')).toEqual([paper])
    expect(leads(paper, paper)).toEqual([paper])
  })

  test.each([
    'https://authority.example.net/files/decision.pdf',
    'https://other.example.com/parcel-lockers-fined-again',
    'https://x.com/authority/status/1234567890',
    'https://www.youtube.com/watch?v=abcDEF',
  ])('documents: %s', (address) => expect(leads(address)).toHaveLength(1))

  test.each([
    'https://www.example.org/2025/older-report-of-ours',
    'https://authority.example.net/',
    'https://authority.example.net/about',
    'https://x.com/authority2026',
    'https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fnews.example.org%2F1',
    'https://twitter.com/intent/tweet?url=https%3A%2F%2Fnews.example.org%2F2026',
    'https://play.google.com/store/apps/details?id=org.example.news2',
    'https://group.example.net/newsletter/2026-daily-brief',
    'mailto:desk2026@example.net',
  ])('no document of another site: %s', (address) => expect(leads(address)).toEqual([]))

  test('are some of a long list, and none of an article without an address', () => {
    const many = Array.from({ length: 40 }, (_, index) => `https://site${index}.example${index}.com/story-${index}`)
    expect(leads(...many)).toHaveLength(6)
    expect(linkedDocumentsOf(`<a href="${many[0]}">`, null).size).toBe(0)
  })
})
