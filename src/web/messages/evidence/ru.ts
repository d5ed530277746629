import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'Почему он отнесён сюда',
  'evidence.intro': 'Каждая метка опирается на слова самих статей.',
  'evidence.topics': 'Темы',
  'evidence.entities': 'Организации и законы',
  'evidence.places': 'Места',
  'evidence.why': 'Почему статья вошла в этот сюжет',
  'evidence.none': 'Ни у одной из статей нет меток.',
  'reason.story':
    'Больше всего похоже на {name}: сходство {likeness}. Оценка для всего сюжета — {score}; статья входит в него начиная с {least}.',
  'reason.copy':
    'Общее с {name}: {count, plural, one {# цепочка слов} few {# цепочки слов} many {# цепочек слов} other {# цепочки слов}}, {share, number, percent} более короткого текста, {both, number, percent} обоих.',
  'reason.link': 'Признаки: {kinds}. Общее: {traits}. Оценка — {score}; языки связываются начиная с {least}.',
  'reason.sound': 'имя, которое звучит как {sound}',
  'reason.amount': 'Число или сумма денег',
  'reason.url': 'Адрес',
  'reason.day': 'День',
  'reason.word': 'Латинское слово',
  'reason.name': 'Имя',
  'reason.meaning': 'Смысл',
}
