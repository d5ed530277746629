import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'Warum sie hier eingeordnet ist',
  'evidence.intro': 'Jedes Schlagwort beruht auf Wörtern der Artikel selbst.',
  'evidence.topics': 'Themen',
  'evidence.entities': 'Organisationen und Gesetze',
  'evidence.places': 'Orte',
  'evidence.why': 'Warum er zu dieser Meldung gehört',
  'evidence.none': 'Keiner ihrer Artikel trägt ein Schlagwort.',
  'reason.story':
    'Am ähnlichsten: {name}, Ähnlichkeit {likeness}. Gegenüber der ganzen Meldung beträgt der Wert {score}; ab {least} gehört ein Bericht dazu.',
  'reason.copy':
    'Gemeinsam mit {name}: {count, plural, one {# Wortfolge} other {# Wortfolgen}}, {share, number, percent} des kürzeren Textes, {both, number, percent} von beiden.',
  'reason.link': 'Belege: {kinds}. Gemeinsam: {traits}. Der Wert beträgt {score}; ab {least} werden Sprachen verbunden.',
  'reason.sound': 'ein Name, der wie {sound} klingt',
  'reason.amount': 'Zahl oder Geldbetrag',
  'reason.url': 'Adresse',
  'reason.day': 'Tag',
  'reason.word': 'Lateinisches Wort',
  'reason.name': 'Name',
  'reason.meaning': 'Bedeutung',
}
