import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { html, raw } from 'hono/html'
import { type Decision, type Figure, type FigureTable, isKept, type Outcome, type ShownArticle } from './suite.ts'

type Html = ReturnType<typeof html>

/** So many decisions of each set are shown, the dearest first. */
const SHOWN = { wrong: 12, missed: 8 }
/** Characters of a text. */
const EXCERPT = 400
const STYLE = readFileSync(join(import.meta.dirname, 'report.css'), 'utf8')

/** One page that needs nothing beside it: the figures with bars drawn, then the worst decisions, two articles side by side. */
export const reportPage = async (outcomes: readonly Outcome[], at: Date): Promise<string> =>
  String(
    await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Quality of Polywire, ${at.toISOString().slice(0, 10)}</title><style>${raw(STYLE)}</style></head><body>
<header><h1>Quality of Polywire</h1><p>Measured <time datetime="${at.toISOString()}">${minuteOf(at)}</time> on labelled data, whose texts are their publishers’: for looking at, not for passing on.</p>
<nav aria-label="Suites"><ul>${outcomes.map(({ suite }) => html`<li><a href="#${anchorOf(suite)}">${suite}</a></li>`)}</ul></nav></header>
<main>${outcomes.map(suiteSection)}</main></body></html>
`,
  )

const suiteSection = (outcome: Outcome): Html => {
  const { suite, cases, figures, tables = [], decisions = [] } = outcome
  return html`<section id="${anchorOf(suite)}"><h2>${suite} <small>${cases} cases</small></h2>
${figuresTable(figures)}${tables.map(sharesTable)}
${decisionList('Worst joins', 'joined, and should stand apart', decisions, 'wrong')}
${decisionList('Worst misses', 'apart, and should be joined', decisions, 'missed')}</section>
`
}

const figuresTable = (figures: readonly Figure[]): Html =>
  html`<table class="figures"><caption>Figures</caption><thead><tr><th scope="col">figure</th><th scope="col">reached</th><th scope="col">bar</th><th scope="col"><span class="unseen">drawn</span></th></tr></thead>
<tbody>${figures.map(
    (figure) =>
      html`<tr><th scope="row">${figure.name}</th><td class="number">${figure.value.toFixed(1)}</td><td class="number">${barOf(figure)}</td><td>${drawn(figure)}</td></tr>`,
  )}</tbody></table>`

const barOf = (figure: Figure): Html | string => {
  if (figure.bar === null) return '–'
  return html`${figure.atMost === true ? '≤' : '≥'} ${figure.bar}${isKept(figure) ? '' : html` <strong class="bad">missed</strong>`}`
}

/** A share as a bar with its aim marked on it; where less is better, the numbers say all. */
const drawn = ({ value, bar, atMost }: Pick<Figure, 'value' | 'bar' | 'atMost'>): Html | string =>
  atMost === true
    ? ''
    : html`<div class="track" aria-hidden="true"><div class="fill${bar !== null && value < bar ? ' short' : ''}" style="inline-size:${value.toFixed(1)}%"></div>${bar === null ? '' : html`<div class="aim" style="inset-inline-start:${bar}%"></div>`}</div>`

const sharesTable = ({ title, rows }: FigureTable): Html =>
  html`<table class="figures"><caption>${title}</caption><thead><tr><th scope="col">of</th><th scope="col">per cent</th><th scope="col">cases</th><th scope="col"><span class="unseen">drawn</span></th></tr></thead>
<tbody>${rows
    .toSorted((one, other) => one.value - other.value)
    .map(
      ({ name, value, cases }) =>
        html`<tr><th scope="row">${name}</th><td class="number">${value.toFixed(1)}</td><td class="number">${cases}</td><td>${drawn({ value, bar: null })}</td></tr>`,
    )}</tbody></table>`

const decisionList = (title: string, what: string, decisions: readonly Decision[], kind: Decision['kind']): Html | string => {
  const all = Map.groupBy(
    decisions.filter((decision) => decision.kind === kind),
    ({ set }) => set,
  )
  return all.size === 0
    ? ''
    : html`<h3>${title}</h3>${[...all].map(
        ([set, found]) => html`<details open><summary>${set}: ${found.length} ${what}</summary>
<ol class="decisions">${found.slice(0, SHOWN[kind]).map(decisionItem)}</ol>${found.length > SHOWN[kind] ? html`<p class="soft">${found.length - SHOWN[kind]} more with --verbose.</p>` : ''}</details>`,
      )}`
}

const decisionItem = ({ articles, pairs, evidence, truth }: Decision): Html =>
  html`<li><p><strong>${truth}</strong> <span class="soft">${pairs === 1 ? 'one pair' : `${pairs} pairs`}</span></p>
<div class="side-by-side">${articles.map(articleView)}</div>
<p class="soft">${evidence.length === 0 ? 'Nothing spoke for joining them.' : 'What spoke for joining:'}</p><ul class="evidence">${evidence.map((line) => html`<li>${line}</li>`)}</ul></li>`

const articleView = ({ id, lang, title, text, source, at }: ShownArticle): Html =>
  html`<article><p class="soft">${lang} · <time datetime="${new Date(at).toISOString()}">${minuteOf(new Date(at))}</time> · ${source}</p>
<h4 lang="${lang}" dir="auto">${title}</h4><p lang="${lang}" dir="auto">${excerpt(text)}</p><p class="soft"><code>${id}</code></p></article>`

const excerpt = (text: string): string => {
  const characters = Array.from(text)
  return characters.length <= EXCERPT ? text : `${characters.slice(0, EXCERPT).join('')}…`
}
const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
const anchorOf = (suite: string): string => suite.replaceAll(' ', '-')
