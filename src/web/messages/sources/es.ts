import type { SourceMessages } from './en.ts'

export const sources: SourceMessages = {
  'sources.title': 'Fuentes',
  'sources.intro':
    '{total, plural, one {# fuente} other {# fuentes}}: {ok, number} sin problemas, {failing, number} con fallos, {waiting, number} aún sin leer.',
  'sources.show': 'Mostrar',
  'sources.all': 'Todas',
  'sources.state.ok': 'Sin problemas',
  'sources.state.failing': 'Con fallos',
  'sources.state.gone': 'Terminada',
  'sources.state.waiting': 'Aún sin leer',
  'sources.state.inactive': 'Desactivada',
  'sources.name': 'Fuente',
  'sources.state': 'Estado',
  'sources.last': 'Última lectura',
  'sources.next': 'Próxima',
  'sources.articles': 'Artículos',
  'sources.activity': '30 días',
  'sources.activity.description':
    '{total, plural, one {# elemento} other {# elementos}} en 30 días, como máximo {most, number} al día',
  'sources.failures': '{count, plural, one {falló una vez} other {falló # veces seguidas}}',
  'sources.insecure': 'Su certificado no se comprueba.',
  'sources.moved': 'Indica que se ha trasladado a {address}.',
  'sources.rescued': 'Leída por el segundo lector {count, plural, one {una vez} other {# veces}}.',
  'sources.push': 'Por push:',
  'sources.push.quiet': 'Por push: aún no ha llegado nada.',
  'sources.push.asked': 'Se ha solicitado el push.',
  'sources.push.failing': 'El push no funciona; se sigue leyendo como antes.',
  'sources.push.forged': '{count, plural, one {# envío ignorado} other {# envíos ignorados}} por firma incorrecta.',
  'sources.never': 'nunca',
  'sources.none': 'Ninguna fuente está en este estado.',
  'sources.find': 'Buscar una fuente',
  'sources.find.hint': 'Nombre, servidor, idioma o país',
  'sources.found':
    '{count, plural, one {# fuente encontrada.} many {# de fuentes encontradas.} other {# fuentes encontradas.}}',
  'sources.found.all': 'Mostrar todas las fuentes',
  'sources.found.none': 'Ninguna fuente coincide.',
  'sources.feed': 'Canal de esta fuente',
  'sources.problems': 'El último cambio de la configuración no se ha aplicado',
  'failure.unreachable': 'No se pudo conectar. Compruebe la dirección o espere: se volverá a intentar.',
  'failure.forbidden-address': 'La dirección no es pública. Si es su propio servidor, añádala a fetch.allow_private.',
  'failure.timed-out':
    'Sin respuesta completa en {seconds, plural, one {# segundo} other {# segundos}}. Se volverá a intentar; el límite es fetch.timeout.',
  'failure.refused.later':
    'El servidor respondió {status}: quiere que se le pregunte más tarde o con menos frecuencia. Se volverá a intentar tras una pausa; ayuda un every más largo en sources.yaml.',
  'failure.refused.closed':
    'El servidor respondió {status}: no nos deja leer esto. Pregunte a su editor o busque otra dirección.',
  'failure.refused.broken':
    'El servidor respondió {status}: el problema está de su lado. Se volverá a intentar, con pausas cada vez más largas.',
  'failure.refused.look': 'El servidor respondió {status}. Abra la dirección en un navegador; si ha cambiado, corrija su url.',
  'failure.gone': 'El servidor responde 410 Gone: el canal ha terminado. Elimine la fuente o busque su sucesora.',
  'failure.too-large': 'La respuesta supera {limit}. El límite es fetch.max_bytes.',
  'failure.truncated': 'La respuesta se interrumpió. No se guardó nada de ella; se volverá a intentar.',
  'failure.redirect-loop':
    'Se abandonó tras {hops, plural, one {# redirección} other {# redirecciones}}. Abra la dirección en un navegador y use aquella en la que termina.',
  'failure.not-a-feed': 'Lo que hay allí no es RSS, Atom, RDF ni JSON Feed. Ejecute «polywire try URL» para verlo.',
  'failure.too-hard': 'El documento era demasiado difícil de leer y se abandonó. Ejecute «polywire try URL» para verlo.',
  'health.title': 'Estado de las fuentes',
  'health.intro': 'Fuentes que han enmudecido, se han mudado, han terminado o no se pueden leer, y qué hacer.',
  'health.silent': '{name}: nada nuevo desde el {day}',
  'health.silent.text':
    'Se puede leer, pero no ha traído nada nuevo desde el {day}. Mire su sitio: puede que el canal tenga otra dirección. Si ha terminado, ponga active: false en sources.yaml.',
  'health.silent.over': '{name}: vuelve a traer noticias',
  'health.moved': '{name}: tiene otra dirección',
  'health.moved.text':
    'El servidor nos envía de forma permanente de {from} a {to}. Ponga la nueva dirección como url en sources.yaml.',
  'health.gone': '{name}: el canal ha terminado',
  'health.failing': '{name}: no se puede leer desde el {day}',
  'health.failing.never': '{name}: aún no se ha podido leer',
  'health.language': '{name}: habla otro idioma',
  'health.language.text':
    'El canal decía {from} y ahora dice {to}. Si es correcto, póngalo como language en sources.yaml; si no, busque el canal en el otro idioma.',
  'health.format': '{name}: llega en otro formato',
  'health.format.text': 'Era {from} y ahora es {to}. Si faltan artículos, ejecute «polywire try {id}».',
  'health.rescued': '{name}: solo el segundo lector puede leerlo',
  'health.rescued.text':
    'Nuestro propio lector no encuentra nada en este canal; es un error nuestro. Ejecute «polywire try {id}» y comuníquenos el canal, por favor.',
  'health.over': '{name}: se puede leer de nuevo',
  'health.over.text': 'El problema empezó el {day}. No hay nada que hacer.',
}
