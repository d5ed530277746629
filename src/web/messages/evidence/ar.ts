import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'لماذا صُنِّفت هنا',
  'evidence.intro': 'يستند كل وسم إلى كلمات من المقالات نفسها.',
  'evidence.topics': 'المواضيع',
  'evidence.entities': 'المنظمات والقوانين',
  'evidence.places': 'الأماكن',
  'evidence.why': 'لماذا أُدرج ضمن هذه القصة',
  'evidence.none': 'لا يحمل أيٌّ من مقالاتها وسمًا.',
  'reason.story':
    'الأكثر شبهًا: {name}، ودرجة الشبه {likeness}. النتيجة مقابل القصة كلها {score}؛ وينضم التقرير ابتداءً من {least}.',
  'reason.copy':
    'يشترك مع {name} في {count, plural, zero {لا تتابعات كلمات} one {تتابع كلمات واحد} two {تتابعَي كلمات} few {# تتابعات كلمات} many {# تتابع كلمات} other {# تتابع كلمات}}: {share, number, percent} من النص الأقصر و{both, number, percent} من كليهما.',
  'reason.link': 'القرائن: {kinds}. المشترك: {traits}. النتيجة {score}؛ وتُربط اللغات ابتداءً من {least}.',
  'reason.sound': 'اسم يُنطق مثل {sound}',
  'reason.amount': 'عدد أو مبلغ مالي',
  'reason.url': 'عنوان',
  'reason.day': 'يوم',
  'reason.word': 'كلمة لاتينية',
  'reason.name': 'اسم',
  'reason.meaning': 'المعنى',
}
