import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': '分類の根拠',
  'evidence.intro': 'どのタグも、記事そのものの語句に基づいています。',
  'evidence.topics': 'トピック',
  'evidence.entities': '組織と法令',
  'evidence.places': '場所',
  'evidence.why': 'このニュースに含まれる理由',
  'evidence.none': 'タグの付いた記事はありません。',
  'reason.story': '最も似た記事：{name}（類似度 {likeness}）。ニュース全体に対するスコアは {score}、{least} 以上で加わります。',
  'reason.copy':
    '{name} と共通の語の並び {count, plural, other {# 個}}：短いほうの本文の {share, number, percent}、両方の {both, number, percent}。',
  'reason.link': '根拠：{kinds}。共通点：{traits}。スコアは {score}、{least} 以上で言語間を結びます。',
  'reason.sound': '{sound} と聞こえる名前',
  'reason.amount': '数値または金額',
  'reason.url': 'アドレス',
  'reason.day': '日付',
  'reason.word': 'ラテン文字の語',
  'reason.name': '名前',
  'reason.meaning': '意味',
}
