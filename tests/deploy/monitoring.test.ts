/** Alert rules and the dashboard hold expressions that Prometheus reads; each alert leads to what to do about it. */
import { describe, expect, test } from 'vitest'
import { expressions, queries, read, rules } from './monitoring-files.ts'
import { readPromql } from './promql.ts'

test('there are rules and panels', () => {
  expect(rules.length).toBeGreaterThan(10)
  expect(queries.length).toBeGreaterThan(20)
})
test('what is no expression is found', () => {
  expect(readPromql('sum(rate(polywire_polls_total[5m])').mistakes).toHaveLength(1)
  expect(readPromql('sum by (le) (rate(a_bucket{b="c"}[5m])) / on (d) e > 0.3').metrics).toEqual(['a_bucket', 'e'])
})
test.each(expressions)('$title is an expression', ({ expr }) => expect(readPromql(expr).mistakes).toEqual([]))

describe('alerts', () => {
  const headings = Array.from(read('docs/operating.md').matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
  test.each(rules)('$alert says what is wrong, and where to read what to do', ({ annotations }) => {
    expect(annotations.summary).toMatch(/\S/)
    const [, anchor = ''] = /^docs\/operating\.md#(.+)$/.exec(annotations.runbook_url ?? '') ?? []
    expect(headings).toContain(anchor)
  })
  test('the trial of the rules with promtool names each of them', () => {
    const tried = read('deploy/prometheus/alerts.test.yaml')
    expect(rules.filter(({ alert }) => !tried.includes(alert))).toEqual([])
  })
})
