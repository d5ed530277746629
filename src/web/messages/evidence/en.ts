/** Why an article is where it is. */
export const evidence = {
  'evidence.title': 'Why it is filed here',
  'evidence.intro': 'Each tag rests on words in the articles themselves.',
  'evidence.topics': 'Topics',
  'evidence.entities': 'Organisations and laws',
  'evidence.places': 'Places',
  'evidence.why': 'How it came into this story',
  'evidence.none': 'None of its articles carries a tag.',
  'reason.story':
    'Most like {name}: likeness {likeness}. The score against the whole story is {score}; a report joins from {least} on.',
  'reason.copy':
    'Shares {count, plural, one {# run of words} other {# runs of words}} with {name}: {share, number, percent} of the shorter text, {both, number, percent} of both.',
  'reason.link': 'Evidence: {kinds}. Shared: {traits}. The score is {score}; a link between languages is made from {least} on.',
  'reason.sound': 'a name that sounds like {sound}',
  'reason.amount': 'Number or sum of money',
  'reason.url': 'Address',
  'reason.day': 'Day',
  'reason.word': 'Latin word',
  'reason.name': 'Name',
  'reason.meaning': 'Meaning',
} as const

export type EvidenceMessages = Readonly<Record<keyof typeof evidence, string>>
