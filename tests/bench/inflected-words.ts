import type { Vocabulary } from './vocabulary.ts'

/**
 * Languages whose words have many forms: invented stems with the endings that these languages have, so that a search word has as many
 * forms in the index as one of real texts.
 */
const LANGUAGES: Readonly<Record<string, { readonly syllables: string; readonly endings: string }>> = {
  en: {
    syllables: 'ba ter mon lis pro ver cal den fir gra hol jun kep mar nor pol quin rest sul tam',
    endings: ' s ed ing er ers ment ments ly',
  },
  de: {
    syllables: 'be ver ter mon schul grund haus land markt rech werk kraft stell bild form',
    endings: ' e en er es em ung ungen s st ten',
  },
  es: {
    syllables: 'ca mer tor san pre vil gar min pol des con tel bar cor',
    endings: 'o a os as ar ado ados adas aron ando ción ciones amente',
  },
  ru: {
    syllables: 'ба вер тор мон гра дел кол лис мар нор пол рас сов тер',
    endings: ' а у ом е ы ов ам ами ах ный ная ного ные ных ость ости',
  },
  tr: { syllables: 'ka ter mon ya dol gel san bak kur mek yol', endings: ' lar lari larin larda dan da in i a lik liklar' },
  fi: { syllables: 'ka ter mon ta sel pal kun raha val tie', endings: ' n ssa sta lla lta lle t ja iden issa ista illa iin' },
}
/** Different stems of a language. */
const STEMS = 12_000

/** Zipf's law, as for the other invented words; each form of a stem is as likely as another. */
export const inflectedVocabularies = (): readonly Vocabulary[] =>
  Object.entries(LANGUAGES).map(([language, { syllables, endings }]) => {
    const [starts, ends] = [syllables.split(' '), endings.split(' ')]
    return {
      language,
      word: (random) => `${stemOfRank(Math.floor(STEMS ** random()), starts)}${ends[Math.floor(random() * ends.length)] ?? ''}`,
    }
  })

/** At least two syllables. */
const stemOfRank = (rank: number, syllables: readonly string[]): string => {
  let stem = ''
  for (let left = rank + syllables.length; left > 0; left = Math.floor(left / syllables.length))
    stem += syllables[left % syllables.length] ?? ''
  return stem
}
