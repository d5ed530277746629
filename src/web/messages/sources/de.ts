import type { SourceMessages } from './en.ts'

export const sources: SourceMessages = {
  'sources.title': 'Quellen',
  'sources.intro':
    '{total, plural, one {# Quelle} other {# Quellen}}: {ok, number} in Ordnung, {failing, number} gestört, {waiting, number} noch nicht gelesen.',
  'sources.show': 'Anzeigen',
  'sources.all': 'Alle',
  'sources.state.ok': 'In Ordnung',
  'sources.state.failing': 'Gestört',
  'sources.state.gone': 'Eingestellt',
  'sources.state.waiting': 'Noch nicht gelesen',
  'sources.state.inactive': 'Abgeschaltet',
  'sources.name': 'Quelle',
  'sources.state': 'Zustand',
  'sources.last': 'Zuletzt gelesen',
  'sources.next': 'Nächstes Mal',
  'sources.articles': 'Artikel',
  'sources.activity': '30 Tage',
  'sources.activity.description':
    '{total, plural, one {# Eintrag} other {# Einträge}} in 30 Tagen, höchstens {most, number} an einem Tag',
  'sources.failures': '{count, plural, one {einmal fehlgeschlagen} other {#-mal in Folge fehlgeschlagen}}',
  'sources.insecure': 'Ihr Zertifikat wird nicht geprüft.',
  'sources.moved': 'Sie gibt an, nach {address} umgezogen zu sein.',
  'sources.rescued': '{count, plural, one {Einmal} other {#-mal}} vom zweiten Leser gelesen.',
  'sources.push': 'Per Push:',
  'sources.push.quiet': 'Per Push: noch ist nichts gekommen.',
  'sources.push.asked': 'Push ist angefragt.',
  'sources.push.failing': 'Push funktioniert nicht; gelesen wird wie zuvor.',
  'sources.push.forged': '{count, plural, one {# Push} other {# Pushs}} mit falscher Signatur nicht beachtet.',
  'sources.never': 'nie',
  'sources.none': 'Keine Quelle ist in diesem Zustand.',
  'sources.find': 'Quelle suchen',
  'sources.find.hint': 'Name, Host, Sprache oder Land',
  'sources.found': '{count, plural, one {# Quelle gefunden.} other {# Quellen gefunden.}}',
  'sources.found.all': 'Alle Quellen zeigen',
  'sources.found.none': 'Keine Quelle passt.',
  'sources.feed': 'Feed dieser Quelle',
  'sources.problems': 'Die letzte Änderung der Konfiguration wurde nicht übernommen',
  'failure.unreachable': 'Keine Verbindung. Prüfen Sie die Adresse oder warten Sie ab: Es wird erneut versucht.',
  'failure.forbidden-address':
    'Die Adresse ist nicht öffentlich. Ist es Ihr eigener Server, nehmen Sie sie in fetch.allow_private auf.',
  'failure.timed-out':
    'Keine vollständige Antwort innerhalb von {seconds, plural, one {# Sekunde} other {# Sekunden}}. Es wird erneut versucht; die Grenze ist fetch.timeout.',
  'failure.refused.later':
    'Der Server antwortete mit {status}: Er möchte später oder seltener gefragt werden. Nach einer Pause wird es erneut versucht; ein größeres every in sources.yaml hilft.',
  'failure.refused.closed':
    'Der Server antwortete mit {status}: Er lässt uns dies nicht lesen. Fragen Sie den Anbieter oder suchen Sie eine andere Adresse.',
  'failure.refused.broken':
    'Der Server antwortete mit {status}: Die Störung liegt bei ihm. Es wird erneut versucht, in immer längeren Abständen.',
  'failure.refused.look':
    'Der Server antwortete {status}. Öffnen Sie die Adresse im Browser; ist sie umgezogen, ändern Sie ihre url.',
  'failure.gone':
    'Der Server meldet 410 Gone: Der Feed ist eingestellt. Entfernen Sie die Quelle oder suchen Sie den Nachfolger.',
  'failure.too-large': 'Die Antwort ist größer als {limit}. Die Grenze ist fetch.max_bytes.',
  'failure.truncated': 'Die Antwort brach ab. Nichts davon wurde gespeichert; es wird erneut versucht.',
  'failure.redirect-loop':
    'Nach {hops, plural, one {# Weiterleitung} other {# Weiterleitungen}} aufgegeben. Öffnen Sie die Adresse im Browser und nehmen Sie die, bei der sie endet.',
  'failure.not-a-feed': 'Was dort liegt, ist weder RSS noch Atom, RDF oder JSON Feed. „polywire try URL“ zeigt es.',
  'failure.too-hard': 'Das Dokument war zu schwer zu lesen und wurde aufgegeben. „polywire try URL“ zeigt es.',
  'health.title': 'Zustand der Quellen',
  'health.intro': 'Quellen, die verstummt, umgezogen oder beendet sind oder sich nicht lesen lassen, und was zu tun ist.',
  'health.silent': '{name}: nichts Neues seit {day}',
  'health.silent.text':
    'Die Quelle lässt sich lesen, hat aber seit {day} nichts Neues gebracht. Sehen Sie auf ihrer Website nach: Der Feed hat vielleicht eine andere Adresse. Ist er beendet, setzen Sie active: false in sources.yaml.',
  'health.silent.over': '{name}: bringt wieder Neues',
  'health.moved': '{name}: hat eine andere Adresse',
  'health.moved.text':
    'Der Server verweist uns dauerhaft von {from} auf {to}. Tragen Sie die neue Adresse in sources.yaml als url ein.',
  'health.gone': '{name}: der Feed ist beendet',
  'health.failing': '{name}: seit {day} nicht lesbar',
  'health.failing.never': '{name}: war noch nie lesbar',
  'health.language': '{name}: spricht eine andere Sprache',
  'health.language.text':
    'Der Feed nannte {from} und nennt jetzt {to}. Stimmt das, tragen Sie es in sources.yaml als language ein; wenn nicht, suchen Sie den Feed in der anderen Sprache.',
  'health.format': '{name}: kommt in einem anderen Format',
  'health.format.text': 'Es war {from} und ist jetzt {to}. Fehlen Artikel, rufen Sie „polywire try {id}“ auf.',
  'health.rescued': '{name}: nur der zweite Leser kann ihn lesen',
  'health.rescued.text':
    'Unser eigener Leser findet in diesem Feed nichts; das ist ein Fehler von uns. Rufen Sie „polywire try {id}“ auf und melden Sie den Feed bitte.',
  'health.over': '{name}: ist wieder lesbar',
  'health.over.text': 'Die Störung begann am {day}. Es ist nichts zu tun.',
}
