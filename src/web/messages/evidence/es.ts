import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'Por qué está clasificada aquí',
  'evidence.intro': 'Cada etiqueta se apoya en palabras de los propios artículos.',
  'evidence.topics': 'Temas',
  'evidence.entities': 'Organizaciones y leyes',
  'evidence.places': 'Lugares',
  'evidence.why': 'Por qué forma parte de esta noticia',
  'evidence.none': 'Ninguno de sus artículos lleva etiquetas.',
  'reason.story':
    'El más parecido: {name}, semejanza {likeness}. La puntuación frente a toda la noticia es {score}; un artículo se suma a partir de {least}.',
  'reason.copy':
    'Comparte {count, plural, one {# secuencia de palabras} many {# de secuencias de palabras} other {# secuencias de palabras}} con {name}: {share, number, percent} del texto más corto, {both, number, percent} de ambos.',
  'reason.link': 'Indicios: {kinds}. En común: {traits}. La puntuación es {score}; los idiomas se enlazan a partir de {least}.',
  'reason.sound': 'un nombre que suena como {sound}',
  'reason.amount': 'Número o importe',
  'reason.url': 'Dirección',
  'reason.day': 'Día',
  'reason.word': 'Palabra latina',
  'reason.name': 'Nombre',
  'reason.meaning': 'Significado',
}
