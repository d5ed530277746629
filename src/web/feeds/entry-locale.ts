/** The sentences of entries, from the messages of the interface. */
import type { EntryWords } from '../../publish/entry-words.ts'
import type { Locale } from '../locale.ts'
import { createDates } from '../locale-dates.ts'
import { sayingsIn } from '../sayings.ts'

export const entryWordsIn = (locale: Locale): EntryWords => {
  const { language } = locale
  // An entry may be read in a later year, so all its dates have the year.
  const dates = createDates(language, null)
  const lists = new Intl.ListFormat(language, { type: 'conjunction' })
  const comma = locale.message('list.comma')
  return {
    language,
    languageName: (tag) => locale.languageName(tag),
    reported: (sources, languages) => locale.message('story.reported', { sources, languages }),
    origins: (origins, names) => locale.message('story.origins', { origins, names: names.join(comma) }),
    release: (name) => locale.message('story.release', { name }),
    alsoIn: (languages) => {
      const named = languages.map((one) =>
        locale.message('entry.language', { name: locale.languageName(one.language), n: one.reports }),
      )
      return locale.message('entry.alsoIn', { languages: lists.format(named) })
    },
    time: (at) => dates.moment(at),
    machineTranslation: locale.message('story.translation'),
    storyPage: (reports) => locale.message('entry.page', { reports }),
    moreStories: (count) => locale.message('entry.more', { count }),
    earlier: locale.message('entry.headed', { of: locale.message('affair.earlier'), names: '' }),
    differ: (differences) => {
      const things = differences.map((one) =>
        locale.message('entry.headed', {
          of: locale.message(`differs.${one.thing}`),
          names: sayingsIn(locale, one, (at) => dates.moment(at)),
        }),
      )
      return locale.message('differs.entry', { things: things.join('; ') })
    },
    kind: (kind) => locale.message(`kind.${kind}`),
    latestAt: (at) => locale.message('entry.headed', { of: locale.message('entry.latestAt', { at }), names: '' }),
    before: (title, at) => locale.message('entry.before', { title, at }),
    latest: locale.message('entry.latest'),
    further: (of) => locale.message('entry.further', { language: of }),
    source: (source, time) => locale.message('entry.source', { source, at: time }),
    headed: (heading, names) =>
      locale.message('entry.headed', { of: locale.message(`evidence.${heading}`), names: names.join(comma) }),
    quoted: (term) => locale.message('entry.quoted', { term }),
    example: { headline: locale.message('alert.example'), summary: locale.message('alert.example.text') },
  }
}
