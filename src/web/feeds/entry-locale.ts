/** The sentences of entries from the texts of the interface. */
import type { EntryWords } from '../../publish/entry-words.ts'
import type { Locale } from '../locale.ts'

/** An entry is written once for all its readers, whenever they read: in UTC, with the year. */
const TIME = {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const

export const entryWordsIn = (locale: Locale): EntryWords => {
  const { language } = locale
  const times = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, TIME)
  const lists = new Intl.ListFormat(language, { type: 'conjunction' })
  const comma = locale.message('list.comma')
  return {
    language,
    languageName: (tag) => locale.languageName(tag),
    reported: (sources, languages) => locale.message('story.reported', { sources, languages }),
    alsoIn: (languages) => {
      const named = languages.map((one) =>
        locale.message('entry.language', { name: locale.languageName(one.language), n: one.reports }),
      )
      return locale.message('entry.alsoIn', { languages: lists.format(named) })
    },
    time: (at) => locale.message('time.utc', { time: times.format(at) }),
    storyPage: (reports) => locale.message('entry.page', { reports }),
    latest: locale.message('entry.latest'),
    headed: (heading, names) =>
      locale.message('entry.headed', { of: locale.message(`evidence.${heading}`), names: names.join(comma) }),
    quoted: (term) => locale.message('entry.quoted', { term }),
  }
}
