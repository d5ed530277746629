/**
 * How many origins a story is told to have, against what a reader finds in its headlines, excerpts and sources. `judged.jsonl` has ids only: the
 * articles are in the streams of `--data`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { groupArticles } from '../../src/cli/lab-group.ts'
import { agencyOf } from '../../src/enrich/agencies.ts'
import { createEnricher } from '../../src/enrich/enricher.ts'
import { hostOf } from '../../src/lib/url.ts'
import { sourceId } from '../../src/model/ids.ts'
import { originsOf, type Owners, type Report } from '../../src/model/origins.ts'
import owned from './origins/owners.json' with { type: 'json' }
import { type Outcome, percent, readJsonLines } from './suite.ts'

type Judged = { readonly stream: string; readonly drawn: string; readonly origins: number; readonly ids: readonly string[] }
type Written = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly date: string
  readonly source: string
  readonly url: string
}

const OWNERS: Owners = new Map(
  Object.entries(owned).flatMap(([owner, sources]) => sources.map((source) => [sourceId(source), { owner }] as const)),
)

export const origins = async (data: string): Promise<Outcome> => {
  const judged = readJsonLines<Judged>(join(import.meta.dirname, 'origins'), 'judged.jsonl')
  const reports = await readReports(data, judged)
  const told = judged.map(({ ids, ...one }) => {
    const of = ids.flatMap((id) => reports.get(`${one.stream} ${id}`) ?? [])
    if (of.length < ids.length)
      throw new Error(`the streams in ${data} lack articles of a judged story (${one.stream} ${ids[0]})`)
    return { ...one, first: ids[0], told: originsOf(of, OWNERS).length, sources: new Set(of.map(({ source }) => source)).size }
  })
  const share = (some: typeof told, holds: (one: (typeof told)[number]) => boolean): number =>
    percent(some.filter(holds).length, some.length)
  const [random, alike] = [told.filter(({ drawn }) => drawn === 'random'), told.filter(({ drawn }) => drawn !== 'random')]
  const isExact = (one: (typeof told)[number]): boolean => one.told === one.origins
  return {
    suite: 'origins',
    cases: told.length,
    figures: [
      { name: 'exact, random', value: share(random, isExact), bar: 80 },
      { name: 'exact, alike headlines', value: share(alike, isExact), bar: null },
      { name: 'within one', value: share(told, (one) => Math.abs(one.told - one.origins) <= 1), bar: 95 },
      {
        name: 'one origin told as three',
        value: share(
          told.filter((one) => one.origins === 1),
          (one) => one.told >= 3,
        ),
        bar: 2,
        atMost: true,
      },
      { name: 'exact if sources are counted', value: share(told, (one) => one.sources === one.origins), bar: null },
    ],
    wrong: told
      .filter((one) => !isExact(one))
      .map((one) => `${one.stream} ${one.first}: ${one.told} for ${one.origins}, of ${one.sources} sources`),
  }
}

/** The judged articles, with the copies among them and the agencies that they name; by stream and id. */
const readReports = async (data: string, judged: readonly Judged[]): Promise<ReadonlyMap<string, Report>> => {
  const enricher = await createEnricher({ taxonomy: null, fingerprint: null })
  const reports = new Map<string, Report>()
  for (const [stream, stories] of Map.groupBy(judged, (one) => one.stream)) {
    const wanted = new Set(stories.flatMap(({ ids }) => ids))
    const rows = readStream(data, stream).filter(({ id }) => wanted.has(id))
    const grouped = await groupArticles(
      { enricher, encoder: null },
      rows.map((row) => ({ ...row, lang: null })),
    )
    const groupOf = new Map(grouped.map((one) => [one.id, one]))
    for (const { id, title, text, source, url } of rows) {
      const agency = agencyOf({ title, text, authors: [], names: [source], host: hostOf(url) })
      reports.set(`${stream} ${id}`, {
        id,
        title,
        text,
        language: groupOf.get(id)?.language ?? 'und',
        source: sourceId(source),
        alsoIn: [],
        copyOf: groupOf.get(id)?.copyOf ?? null,
        origin: agency === null ? null : { agency },
      })
    }
  }
  return reports
}

const readStream = (data: string, stream: string): readonly Written[] => {
  const packed = join(data, 'stream', `${stream}.jsonl.gz`)
  const text = existsSync(packed)
    ? gunzipSync(readFileSync(packed)).toString()
    : readFileSync(join(data, 'stream', `${stream}.jsonl`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Written)
}
