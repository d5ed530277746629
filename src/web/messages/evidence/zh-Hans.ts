import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': '归类依据',
  'evidence.intro': '每个标签都以报道原文中的词句为依据。',
  'evidence.topics': '主题',
  'evidence.entities': '机构与法规',
  'evidence.places': '地点',
  'evidence.why': '为何归入此事件',
  'evidence.none': '这些报道都没有标签。',
  'reason.story': '与{name}最相似：相似度 {likeness}。与整个事件的得分为 {score}，达到 {least} 即归入。',
  'reason.copy':
    '与{name}有 {count, plural, other {# 个词串}}相同：占较短文本的 {share, number, percent}，占两者合计的 {both, number, percent}。',
  'reason.link': '依据：{kinds}。共同之处：{traits}。得分为 {score}，达到 {least} 即建立跨语言关联。',
  'reason.sound': '读音近似 {sound} 的名称',
  'reason.amount': '数字或金额',
  'reason.url': '网址',
  'reason.day': '日期',
  'reason.word': '拉丁字母词',
  'reason.name': '名称',
  'reason.meaning': '含义',
}
