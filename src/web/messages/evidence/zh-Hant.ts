import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': '歸類依據',
  'evidence.intro': '每個標籤都以報導原文中的字句為依據。',
  'evidence.topics': '主題',
  'evidence.entities': '機構與法規',
  'evidence.places': '地點',
  'evidence.why': '為何歸入此事件',
  'evidence.none': '這些報導都沒有標籤。',
  'reason.story': '與{name}最相似：相似度 {likeness}。與整個事件的得分為 {score}，達到 {least} 即歸入。',
  'reason.copy':
    '與{name}有 {count, plural, other {# 個詞串}}相同：占較短文本的 {share, number, percent}，占兩者合計的 {both, number, percent}。',
  'reason.link': '依據：{kinds}。共同之處：{traits}。得分為 {score}，達到 {least} 即建立跨語言關聯。',
  'reason.sound': '讀音近似 {sound} 的名稱',
  'reason.amount': '數字或金額',
  'reason.url': '網址',
  'reason.day': '日期',
  'reason.word': '拉丁字母詞',
  'reason.name': '名稱',
  'reason.meaning': '含義',
}
