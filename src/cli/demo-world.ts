/** The invented week of `polywire demo`: outlets, what each of them reports when, and its feed at any hour. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readYaml } from '../config/yaml-text.ts'
import { HOUR } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import { escapeText } from '../publish/xml.ts'

export const WEEK_HOURS = 168

const outletsFile = z.strictObject({
  outlets: z.array(z.strictObject({ id: z.string(), name: z.string(), language: z.string(), country: z.string() })),
})
const told = { by: z.string(), title: z.string(), summary: z.string() }
const phase = z.strictObject({
  at: z.number().min(0).max(WEEK_HOURS),
  reports: z.array(
    z.union([
      z.strictObject({ ...told, after: z.number().default(0) }),
      z.strictObject({ by: z.string(), after: z.number(), copyOf: z.string() }),
    ]),
  ),
})
const eventsFile = z.strictObject({
  events: z.array(z.strictObject({ id: z.string(), phases: z.array(phase) })),
  others: z.array(z.strictObject({ ...told, at: z.number().min(0).max(WEEK_HOURS) })),
  openings: z.record(z.string(), z.string()),
})

export type Outlet = z.infer<typeof outletsFile>['outlets'][number]
export type WorldReport = {
  readonly id: string
  readonly outlet: string
  /** Hours after the week has begun. */
  readonly at: number
  readonly title: string
  readonly summary: string
  /** The event that it tells of; null: an advert, a service, a digest or other news. */
  readonly event: string | null
}
export type DemoWorld = { readonly outlets: readonly Outlet[]; readonly reports: readonly WorldReport[] }

const SHIPPED = fileURLToPath(new URL('../../demo', import.meta.url))

/** The shipped world; the path is the same from src/cli/ and dist/cli/. Throws where its files are wrong, which is a mistake of ours. */
export const readDemoWorld = (folder = SHIPPED): DemoWorld => {
  const fileAt = (name: string): unknown => {
    const read = readYaml(readFileSync(join(folder, name), 'utf8'))
    if (!read.ok) throw new Error(`demo/${name}:${read.problems[0]?.line}: ${read.problems[0]?.message}`)
    return read.value
  }
  const { outlets } = outletsFile.parse(fileAt('outlets.yaml'))
  const { events, others, openings } = eventsFile.parse(fileAt('events.yaml'))
  const first = outlets.map(({ id, name, language }, index) => ({
    outlet: id,
    // Not all at the same minute.
    at: index / 60,
    title: (openings[language] ?? '{name}').replace('{name}', name),
    summary: '',
    event: null,
  }))
  const rest = others.map(({ by, ...report }) => ({ ...report, outlet: by, event: null }))
  const reports = [...first, ...rest, ...events.flatMap(reportsOf)].toSorted((one, other) => one.at - other.at)
  return { outlets, reports: reports.map((report, index) => ({ ...report, id: `r${index + 1}` })) }
}

type Phase = z.infer<typeof phase>

const reportsOf = ({
  id,
  phases,
}: {
  readonly id: string
  readonly phases: readonly Phase[]
}): readonly Omit<WorldReport, 'id'>[] =>
  phases.flatMap(({ at, reports }) =>
    reports.map((report) => {
      const original = 'copyOf' in report ? reports.find(({ by }) => by === report.copyOf) : report
      if (original === undefined || 'copyOf' in original) throw new Error(`demo/events.yaml: ${id}: nothing to copy`)
      const { title, summary } = original
      return { outlet: report.by, at: at + report.after, title, summary, event: id }
    }),
  )

export type WorldTime = {
  /** Address of the server that all outlets share, without a slash at its end. */
  readonly origin: string
  readonly began: Instant
  readonly hours: number
}

export const feedOf = ({ outlets, reports }: DemoWorld, outlet: string, { origin, began, hours }: WorldTime): string | null => {
  const found = outlets.find(({ id }) => id === outlet)
  if (found === undefined) return null
  const shown = reports.filter((report) => report.outlet === outlet && report.at <= hours).toReversed()
  const items = shown.map(
    ({ id, at, title, summary }) =>
      `<item><title>${escapeText(title)}</title><link>${origin}/${outlet}/${id}</link><guid isPermaLink="false">${outlet}/${id}</guid>` +
      `<pubDate>${new Date(began + at * HOUR).toUTCString()}</pubDate><description>${escapeText(summary)}</description></item>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>${escapeText(found.name)}</title><link>${origin}/${outlet}</link><description>${escapeText(found.name)}</description><language>${found.language}</language>\n${items.join('\n')}\n</channel></rss>\n`
}

export const pageOf = ({ outlets, reports }: DemoWorld, path: string, { hours }: WorldTime): string | null => {
  const [outlet, id] = path.split('/')
  const found = outlets.find((one) => one.id === outlet)
  const report = reports.find((one) => one.id === id && one.outlet === outlet && one.at <= hours)
  if (found === undefined || report === undefined) return null
  return `<!doctype html>\n<html lang="${found.language}" dir="auto"><meta charset="utf-8"><title>${escapeText(report.title)}</title><p>${escapeText(found.name)}</p><h1>${escapeText(report.title)}</h1><p>${escapeText(report.summary)}</p></html>\n`
}
