import type { EvidenceMessages } from './en.ts'

export const evidence: EvidenceMessages = {
  'evidence.title': 'Mengapa digolongkan di sini',
  'evidence.intro': 'Setiap label didasarkan pada kata-kata dalam artikelnya sendiri.',
  'evidence.topics': 'Topik',
  'evidence.entities': 'Organisasi dan undang-undang',
  'evidence.places': 'Tempat',
  'evidence.why': 'Mengapa masuk ke berita ini',
  'evidence.none': 'Tidak satu pun artikelnya berlabel.',
  'reason.story':
    'Paling mirip dengan {name}: kemiripan {likeness}. Skor terhadap seluruh berita {score}; sebuah laporan bergabung mulai dari {least}.',
  'reason.copy':
    'Berbagi {count, plural, other {# rangkaian kata}} dengan {name}: {share, number, percent} dari teks yang lebih pendek, {both, number, percent} dari keduanya.',
  'reason.link': 'Bukti: {kinds}. Sama-sama memuat: {traits}. Skornya {score}; tautan antarbahasa dibuat mulai dari {least}.',
  'reason.sound': 'nama yang bunyinya seperti {sound}',
  'reason.amount': 'Angka atau jumlah uang',
  'reason.url': 'Alamat',
  'reason.day': 'Hari',
  'reason.word': 'Kata Latin',
  'reason.name': 'Nama',
  'reason.meaning': 'Makna',
}
