/** The sentences of digests, from the messages of the interface. */
import { MINUTE } from '../../lib/durations.ts'
import type { DigestDefinition } from '../../model/digest.ts'
import type { IssueTimes } from '../../model/issue-times.ts'
import type { DigestWords } from '../../publish/digest/digest-words.ts'
import { entryWordsIn } from '../feeds/entry-locale.ts'
import { type Locale, localeFor, nearestLocale } from '../locale.ts'
import { createDates } from '../locale-dates.ts'

export const digestWordsOf = ({ language, times }: Pick<DigestDefinition, 'language' | 'times'>): DigestWords =>
  digestWordsIn(localeFor(nearestLocale(language), undefined), times)

export const digestWordsIn = (locale: Locale, times: IssueTimes): DigestWords => {
  const { language } = locale
  // An issue may be read in a later year, so all its dates have the year.
  const dates = createDates(language, null, times.zone)
  const entry = entryWordsIn(locale)
  return {
    language,
    issue: (name, due) => locale.message('digest.issue', { name, date: dates.day(due) }),
    date: (due) => dates.day(due),
    top: (shown, found) => locale.message('digest.top', { shown, found }),
    period: (from, to) => locale.message('digest.period', { from: dates.moment(from), to: dates.moment(to) }),
    times: timesIn(locale, times),
    time: (at) => dates.moment(at),
    heading: (label) => locale.label(label),
    other: locale.message('digest.other'),
    missing: (of, live) => locale.message('digest.missing', { language: locale.languageName(of), live }),
    update: locale.message('digest.update'),
    empty: locale.message('digest.empty'),
    reports: (reports, copies) => locale.message('story.reports', { reports, copies }),
    reported: (sources, languages) => entry.reported(sources, languages),
    alsoIn: (languages) => entry.alsoIn(languages),
    source: (name, time) => entry.source(name, time),
    web: locale.message('digest.web'),
    receives: (address) => locale.message('digest.receives', { address }),
    unsubscribe: locale.message('digest.unsubscribe'),
  }
}

const DAYS_A_WEEK = 7

/** When issues come out: Monday and Friday at 07:30 (Europe/Brussels). */
const timesIn = (locale: Locale, { minutes, zone, days }: IssueTimes): string => {
  const clock = new Intl.DateTimeFormat(locale.language, {
    timeZone: 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const time = clock.format(minutes * MINUTE)
  if (days.length === DAYS_A_WEEK) return locale.message('digests.everyDay', { time, zone })
  const inOrder = Array.from({ length: DAYS_A_WEEK }, (_, day) => (day + locale.weekStart) % DAYS_A_WEEK)
  const names = inOrder.filter((day) => days.includes(day)).map((day) => locale.weekday(day).name)
  const [first = '', ...others] = new Intl.ListFormat(locale.language, { type: 'unit', style: 'short' }).format(names)
  return locale.message('digests.onDays', { days: first.toLocaleUpperCase(locale.language) + others.join(''), time, zone })
}
