/**
 * What reports say differently, on invented events. The reports of one event tell the same facts, so whatever is shown between them is wrong. Two
 * events of a family differ in one fact (who, where, which way, when, how much): told together, they are reports that contradict each other.
 */
import { createEnricher, type Enricher } from '../../src/enrich/enricher.ts'
import { inOneGo } from '../../src/lib/steps.ts'
import { articleId } from '../../src/model/ids.ts'
import { type Difference, differencesInSteps } from '../../src/publish/differences.ts'
import type { ShownReport } from '../../src/publish/told-claims.ts'
import { partOfEvent } from './decisions/labelled.ts'
import { type Event, invented, inventedEvents, type Told } from './events.ts'
import { type Outcome, percent } from './suite.ts'
import { configuredTaxonomy } from './tags.ts'

const MINUTE = 60_000
/** By what two events of a family differ in: what is to be shown then. Anything else counts there as a number. */
const SHOWN: Readonly<Record<string, string>> = {
  country: 'place',
  company: 'name',
  direction: 'decision',
  date: 'day',
  amount: 'number',
}
const OTHERS = new Set(Object.values(SHOWN))
const kindOf = ({ thing }: Difference): string => (OTHERS.has(thing) ? thing : 'number')

export const differences = async (): Promise<Outcome> => {
  const enricher = await createEnricher({ taxonomy: await configuredTaxonomy(), fingerprint: null })
  const reports = Map.groupBy(
    invented().filter((report) => report.copy_of === null),
    ({ event }) => event,
  )
  const told = (events: readonly Event[]): readonly Difference[] =>
    inOneGo(
      differencesInSteps(events.flatMap((event) => (reports.get(event.id) ?? []).map((one) => shown(enricher, event, one)))),
    )
  const wrong: string[] = []
  const figures = (['looked at', 'final'] as const).flatMap((part) => {
    const events = inventedEvents().filter((event) => (partOfEvent(event) === 'final') === (part === 'final'))
    const alone = events.map((event) => ({ event, found: told([event]) }))
    for (const { event, found } of alone)
      for (const { thing, sayings } of found)
        wrong.push(
          `${event.id} ${thing}: ${sayings.map(({ written, languages }) => `${written} (${languages.join()})`).join(', ')}`,
        )
    const pairs = [...Map.groupBy(events, ({ family }) => family).values()].flatMap((family) =>
      family.flatMap((one, nth) =>
        family.slice(nth + 1).map((other) => ({ differs: one.differs, kinds: new Set(told([one, other]).map(kindOf)) })),
      ),
    )
    const recall = Object.entries(SHOWN).map(([differs, kind]) => {
      const asked = pairs.filter((pair) => pair.differs.split(/[|,] ?/).includes(differs))
      return {
        name: `${part}: ${kind}, recall of ${asked.length}`,
        value: percent(asked.filter(({ kinds }) => kinds.has(kind)).length, asked.length),
        bar: null,
      }
    })
    const falsely = alone.filter(({ found }) => found.length > 0).length
    return [
      {
        name: `${part}: events with a false difference, of ${events.length}`,
        value: percent(falsely, events.length),
        bar: 2,
        atMost: true,
      },
      ...recall,
    ]
  })
  return { suite: 'differences', cases: reports.size, figures, wrong }
}

const shown = (enricher: Enricher, { time }: Event, { id, lang: language, minutes, ...told }: Told): ShownReport => {
  const [title, text] = [told.title ?? '', told.text ?? '']
  return {
    ...enricher.tags({ title, text, language, sourceTopics: [] }),
    id: articleId(id),
    language,
    title,
    summary: text.slice(0, 400),
    publishedAt: Date.parse(time) + minutes * MINUTE,
  }
}
