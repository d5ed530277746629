import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'Pourquoi il est classé ici',
  'evidence.intro': 'Chaque étiquette s’appuie sur des mots des articles eux-mêmes.',
  'evidence.topics': 'Thèmes',
  'evidence.entities': 'Organisations et textes de loi',
  'evidence.places': 'Lieux',
  'evidence.why': 'Pourquoi il figure dans ce sujet',
  'evidence.none': 'Aucun de ses articles ne porte d’étiquette.',
  'reason.story':
    'Le plus proche : {name}, ressemblance {likeness}. Le score face à tout le sujet est de {score} ; un article s’y joint à partir de {least}.',
  'reason.copy':
    'Partage {count, plural, one {# suite de mots} many {# de suites de mots} other {# suites de mots}} avec {name} : {share, number, percent} du texte le plus court, {both, number, percent} des deux.',
  'reason.link':
    'Indices : {kinds}. En commun : {traits}. Le score est de {score} ; les langues sont reliées à partir de {least}.',
  'reason.sound': 'un nom qui se prononce comme {sound}',
  'reason.amount': 'Nombre ou somme',
  'reason.url': 'Adresse',
  'reason.day': 'Jour',
  'reason.word': 'Mot latin',
  'reason.name': 'Nom',
  'reason.meaning': 'Sens',
}
