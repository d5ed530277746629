import type { Newsroom } from '../web/newsroom.ts'

/** Every kind of page over the invented news: full, empty and with errors. */
export const pathsOf = async (room: Newsroom): Promise<readonly string[]> => [
  '/',
  await storyPath(room),
  `${await storyPath(room)}?lang=en`,
  '/days/2026-11-24',
  '/days/2026-11',
  '/days/2026-12-01',
  '/topics',
  '/topics/internet-governance',
  '/topics/ig.cables',
  '/entities',
  '/entities/wto',
  '/places',
  '/places/africa',
  '/places/NR',
  '/search',
  '/search?q=cable lang:en,fr -topic:ec.payments',
  '/search?q=cable&sort=relevance&from=2026-01-01',
  '/search?q=cabel',
  '/search?q=nothingatall',
  '/search?q=topic:nonsense',
  '/feeds',
  '/feeds?topic=ec.de-minimis&lang=fr',
  '/feeds?q=nothingatall',
  '/feeds?q=(',
  '/feeds?entity=WT&place=Keny&limit=0',
  '/feeds?feed=china-cross-border',
  '/digests',
  '/digests/morning',
  '/sources',
  '/coverage',
  '/gaps',
  '/coverage?by=country&days=30',
  '/?view=list',
  '/api',
  '/days/2026-11-24?feed=all',
  '/sources/harbour-post',
  '/sources?sort=articles',
  '/sources?state=failing',
  '/sources?q=en',
  '/sources?q=nothingatall',
  '/about',
  '/rights',
  '/about/topics',
  '/nowhere',
]

/** The story with most sources. */
export const storyPath = async (room: Newsroom): Promise<string> => {
  const found = (await (await room.get('/api/v1/stories?q=topic:ig.cables+Dakar')).json()) as { data: { id: string }[] }
  return `/stories/${found.data[0]?.id}`
}
