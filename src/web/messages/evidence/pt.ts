import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'Por que está classificada aqui',
  'evidence.intro': 'Cada etiqueta se apoia em palavras dos próprios artigos.',
  'evidence.topics': 'Temas',
  'evidence.entities': 'Organizações e leis',
  'evidence.places': 'Lugares',
  'evidence.why': 'Por que faz parte desta notícia',
  'evidence.none': 'Nenhum dos artigos tem etiquetas.',
  'reason.story':
    'O mais parecido: {name}, semelhança {likeness}. A pontuação em relação a toda a notícia é {score}; um artigo entra a partir de {least}.',
  'reason.copy':
    'Partilha {count, plural, one {# sequência de palavras} many {# de sequências de palavras} other {# sequências de palavras}} com {name}: {share, number, percent} do texto mais curto, {both, number, percent} de ambos.',
  'reason.link': 'Indícios: {kinds}. Em comum: {traits}. A pontuação é {score}; os idiomas são ligados a partir de {least}.',
  'reason.sound': 'um nome que soa como {sound}',
  'reason.amount': 'Número ou quantia',
  'reason.url': 'Endereço',
  'reason.day': 'Dia',
  'reason.word': 'Palavra latina',
  'reason.name': 'Nome',
  'reason.meaning': 'Significado',
}
