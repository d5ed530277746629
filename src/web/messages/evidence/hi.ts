import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'यह यहाँ क्यों रखा गया है',
  'evidence.intro': 'हर टैग लेखों के अपने शब्दों पर आधारित है।',
  'evidence.topics': 'विषय',
  'evidence.entities': 'संगठन और क़ानून',
  'evidence.places': 'स्थान',
  'evidence.why': 'यह इस समाचार में क्यों है',
  'evidence.none': 'इसके किसी लेख पर कोई टैग नहीं है।',
  'reason.story': '{name} से सबसे अधिक मिलता-जुलता: समानता {likeness}। पूरे समाचार के साथ अंक {score}; {least} से लेख उसमें जुड़ता है।',
  'reason.copy':
    '{name} के साथ {count, plural, one {# शब्द-क्रम} other {# शब्द-क्रम}} साझा: छोटे पाठ का {share, number, percent}, दोनों का {both, number, percent}।',
  'reason.link': 'आधार: {kinds}। साझा: {traits}। अंक {score}; {least} से भाषाएँ जोड़ी जाती हैं।',
  'reason.sound': '{sound} जैसा सुनाई देने वाला नाम',
  'reason.amount': 'संख्या या धनराशि',
  'reason.url': 'पता',
  'reason.day': 'दिन',
  'reason.word': 'लैटिन शब्द',
  'reason.name': 'नाम',
  'reason.meaning': 'अर्थ',
}
