// Three newspapers for docs/tutorial-field.md, on this machine: sites with a feed each, whose news are always of today.
import { createServer } from 'node:http'

const port = Number(process.argv[2] ?? 8900)

const PAPERS = {
  gazette: {
    name: 'Lake Gazette',
    language: 'en',
    news: [
      [
        2,
        'Plastics treaty talks in Geneva end without a deal',
        'Delegates of 184 countries failed to agree on a treaty against plastic pollution in Geneva. The chair, Luis Vayas Valdivieso, adjourned the session of UNEP at dawn after 1,400 brackets were left in the text.',
      ],
      [5, 'Microplastics found in nine of ten bottles of water', 'Researchers counted 240,000 particles a litre, most of them nanoplastics.'],
      [9, 'Senate ratifies the tax treaty with Chile', 'The tax treaty avoids double taxation of companies in both countries.'],
      [20, 'Rain in the north, sun in the south', 'The week begins wet and ends warm.'],
    ],
  },
  courrier: {
    name: 'Le Courrier du lac',
    language: 'fr',
    news: [
      [
        1,
        'Traité sur les plastiques : échec des négociations à Genève',
        "Les délégués de 184 pays n'ont pas trouvé d'accord sur un traité contre la pollution plastique à Genève. Le président, Luis Vayas Valdivieso, a ajourné à l'aube la session du PNUE ; le texte comptait encore 1 400 crochets.",
      ],
      [7, 'Un marché de Noël sans voitures', 'La place du Molard sera fermée à la circulation pendant trois semaines.'],
      [26, "Des microplastiques dans la neige du Mont-Blanc", "Les chercheurs ont prélevé de la neige à 4 000 mètres d'altitude."],
    ],
  },
  herald: {
    name: 'Harbour Herald',
    language: 'en',
    news: [
      [
        1.5,
        'No agreement in Geneva: talks on a plastics treaty collapse',
        'The UNEP talks on a plastics treaty in Geneva ended without agreement between 184 countries, chair Luis Vayas Valdivieso said after a last night of negotiations on 1,400 brackets.',
      ],
      [12, 'Harbour museum reopens after two years', 'The museum shows ships of four centuries.'],
    ],
  },
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const feedOf = (id, { name, language, news }) => {
  const items = news.map(([hoursAgo, title, summary], at) => {
    const date = new Date(Date.now() - hoursAgo * 3_600_000).toUTCString()
    const link = `http://127.0.0.1:${port}/${id}/${at + 1}`
    return `<item><title>${escaped(title)}</title><link>${link}</link><pubDate>${date}</pubDate><description>${escaped(summary)}</description></item>`
  })
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${name}</title><link>http://127.0.0.1:${port}/${id}/</link><description>${name}</description><language>${language}</language>${items.join('')}</channel></rss>`
}

const server = createServer((request, response) => {
  const [, id = '', file = ''] = (request.url ?? '').split('/')
  const paper = PAPERS[id]
  if (paper === undefined) response.writeHead(404).end()
  else if (file === 'feed.xml') response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feedOf(id, paper))
  else
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!doctype html><title>${paper.name}</title><link rel="alternate" type="application/rss+xml" href="/${id}/feed.xml">`)
})
server.listen(port, '127.0.0.1', () => process.stdout.write(`three newspapers at http://127.0.0.1:${port}/\n`))
