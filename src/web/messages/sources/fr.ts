import type { SourceMessages } from './en.ts'

export const sources: SourceMessages = {
  'sources.title': 'Sources',
  'sources.intro':
    '{total, plural, one {# source} other {# sources}} : {ok, number} en bon état, {failing, number} en échec, {waiting, number} pas encore lues.',
  'sources.show': 'Afficher',
  'sources.all': 'Toutes',
  'sources.state.ok': 'En bon état',
  'sources.state.failing': 'En échec',
  'sources.state.gone': 'Arrêtée',
  'sources.state.waiting': 'Pas encore lue',
  'sources.state.inactive': 'Désactivée',
  'sources.name': 'Source',
  'sources.state': 'État',
  'sources.last': 'Dernière lecture',
  'sources.next': 'Prochaine',
  'sources.articles': 'Articles',
  'sources.activity': '30 jours',
  'sources.activity.description':
    '{total, plural, one {# élément} other {# éléments}} en 30 jours, au plus {most, number} par jour',
  'sources.failures': '{count, plural, one {# échec} other {# échecs de suite}}',
  'sources.insecure': 'Son certificat n’est pas vérifié.',
  'sources.moved': 'Elle dit avoir déménagé vers {address}.',
  'sources.rescued': 'Lue {count, plural, one {# fois} other {# fois}} par le second lecteur.',
  'sources.push': 'En push :',
  'sources.push.quiet': 'En push : rien n’est encore arrivé.',
  'sources.push.asked': 'Le push a été demandé.',
  'sources.push.failing': 'Le push ne fonctionne pas ; la lecture régulière continue.',
  'sources.push.forged': '{count, plural, one {# envoi ignoré} other {# envois ignorés}} pour signature incorrecte.',
  'sources.never': 'jamais',
  'sources.none': 'Aucune source n’est dans cet état.',
  'sources.find': 'Chercher une source',
  'sources.find.hint': 'Nom, hôte, langue ou pays',
  'sources.found': '{count, plural, one {# source trouvée.} many {# de sources trouvées.} other {# sources trouvées.}}',
  'sources.found.all': 'Afficher toutes les sources',
  'sources.found.none': 'Aucune source ne correspond.',
  'sources.feed': 'Flux de cette source',
  'sources.problems': 'La dernière modification de la configuration n’a pas été prise en compte',
  'failure.unreachable': 'Connexion impossible. Vérifiez l’adresse ou patientez : un nouvel essai aura lieu.',
  'failure.forbidden-address':
    'L’adresse n’est pas publique. S’il s’agit de votre propre serveur, ajoutez-la à fetch.allow_private.',
  'failure.timed-out':
    'Pas de réponse complète en {seconds, plural, one {# seconde} other {# secondes}}. Un nouvel essai aura lieu ; la limite est fetch.timeout.',
  'failure.refused.later':
    'Le serveur a répondu {status} : il veut être interrogé plus tard ou moins souvent. Un nouvel essai aura lieu après une pause ; un every plus long dans sources.yaml aide.',
  'failure.refused.closed':
    'Le serveur a répondu {status} : il ne nous laisse pas lire ceci. Demandez à son éditeur ou cherchez une autre adresse.',
  'failure.refused.broken':
    'Le serveur a répondu {status} : la panne est de son côté. De nouveaux essais auront lieu, de plus en plus espacés.',
  'failure.refused.look':
    'Le serveur a répondu {status}. Ouvrez l’adresse dans un navigateur ; si elle a changé, corrigez son url.',
  'failure.gone': 'Le serveur répond 410 Gone : le flux a pris fin. Retirez la source ou trouvez son successeur.',
  'failure.too-large': 'La réponse dépasse {limit}. La limite est fetch.max_bytes.',
  'failure.truncated': 'La réponse s’est interrompue. Rien n’en a été gardé ; un nouvel essai aura lieu.',
  'failure.redirect-loop':
    'Abandon après {hops, plural, one {# redirection} other {# redirections}}. Ouvrez l’adresse dans un navigateur et utilisez celle où elle aboutit.',
  'failure.not-a-feed':
    'Ce qui s’y trouve n’est ni RSS, ni Atom, ni RDF, ni JSON Feed. Lancez « polywire try URL » pour le voir.',
  'failure.too-hard': 'Le document, trop difficile à lire, a été abandonné. Lancez « polywire try URL » pour le voir.',
  'health.title': 'État des sources',
  'health.intro': 'Les sources devenues muettes, déplacées, arrêtées ou illisibles, et ce qu’il faut faire.',
  'health.silent': '{name} : rien de nouveau depuis le {day}',
  'health.silent.text':
    'La source se lit, mais n’a rien apporté de nouveau depuis le {day}. Regardez son site : le flux a peut-être une autre adresse. S’il est arrêté, mettez active: false dans sources.yaml.',
  'health.silent.over': '{name} : apporte de nouveau des articles',
  'health.moved': '{name} : a une autre adresse',
  'health.moved.text':
    'Le serveur nous renvoie définitivement de {from} à {to}. Mettez la nouvelle adresse comme url dans sources.yaml.',
  'health.gone': '{name} : le flux est arrêté',
  'health.failing': '{name} : illisible depuis le {day}',
  'health.failing.never': '{name} : n’a encore jamais pu être lu',
  'health.language': '{name} : parle une autre langue',
  'health.language.text':
    'Le flux disait {from} et dit maintenant {to}. Si c’est exact, mettez-le comme language dans sources.yaml ; sinon, cherchez le flux dans l’autre langue.',
  'health.format': '{name} : arrive dans un autre format',
  'health.format.text': 'C’était {from}, c’est maintenant {to}. S’il manque des articles, lancez « polywire try {id} ».',
  'health.rescued': '{name} : seul le second lecteur peut le lire',
  'health.rescued.text':
    'Notre propre lecteur ne trouve rien dans ce flux : c’est une erreur de notre part. Lancez « polywire try {id} » et signalez ce flux, s’il vous plaît.',
  'health.over': '{name} : est de nouveau lisible',
  'health.over.text': 'La panne a commencé le {day}. Il n’y a rien à faire.',
}
