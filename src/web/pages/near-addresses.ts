/** Finds addresses that a reader of a wrong address may have meant. */
import { storyId } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'
import { nearestWord } from '../../lib/nearest-word.ts'
import { indexOf, knownNames, nearestIn } from '../builder/known-names.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import { tagIndex } from './configuration-index.ts'
import { labelled } from './foreign.ts'
import type { Html, PageContext, Parameters } from './page-context.ts'

export type NearAddress = { readonly path: string; readonly parameters?: Parameters; readonly name: Html | string }

const PATHS = [
  '/',
  '/topics',
  '/entities',
  '/places',
  '/feeds',
  '/sources',
  '/about',
  '/rights',
  '/search',
  '/feeds.opml',
  '/feeds/field.atom',
]

/** The path without its query, decoded; only its first 200 characters are compared. */
const pathOf = ({ path }: Pick<PageContext, 'path'>): string => {
  const [written = '/'] = path.slice(0, 200).split('?')
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

const SUBJECT = /^\/(topics|entities|places|feeds|stories)\/(.+)$/

export const nearAddresses = async (context: PageContext): Promise<readonly NearAddress[]> => {
  const path = pathOf(context)
  const [, folder, id = ''] = SUBJECT.exec(path) ?? []
  if (folder === 'topics' || folder === 'entities' || folder === 'places') return nearSubjects(context, folder, id)
  if (folder === 'feeds') return nearFeeds(context, id)
  if (folder === 'stories') return await nearStory(context, id)
  const near = nearestWord(path.slice(0, 60), PATHS)
  return near === null ? [] : [{ path: near, name: near }]
}

const KINDS = { topics: 'topic', entities: 'entity', places: 'place' } as const

const nearSubjects = (
  { configuration, locale }: PageContext,
  folder: 'topics' | 'entities' | 'places',
  id: string,
): readonly NearAddress[] => {
  const label = (known: string): Label | undefined => tagIndex(configuration)[folder].get(known)?.label
  return nearestIn(id, knownNames(configuration)[KINDS[folder]]).map((known) => ({
    path: `/${folder}/${known}`,
    name: labelled(locale, label(known) ?? { en: known }),
  }))
}

/** Public feeds only: a suggestion must not reveal a private one. */
const nearFeeds = ({ configuration, locale }: PageContext, file: string): readonly NearAddress[] => {
  const [, id = file, ending = '.atom'] = /^(.+?)(\.(?:atom|rss|json))?$/.exec(file) ?? []
  const open = openFeeds(configuration)
  const near = nearestIn(id, indexOf(open.map((feed) => ({ id: feed.id, names: Object.values(feed.title) }))))
  return open
    .filter((feed) => near.includes(feed.id))
    .map((feed) => ({ path: `/feeds/${feed.id}${ending}`, name: labelled(locale, feed.title) }))
}

/** The story of an address that was pasted with a punctuation mark after it. */
const nearStory = async ({ store }: PageContext, id: string): Promise<readonly NearAddress[]> => {
  const [clean = ''] = /^[a-z0-9]+/i.exec(id) ?? []
  const story = clean === id || clean === '' ? null : await store.story(storyId(clean.toLowerCase()))
  return story === null ? [] : [{ path: `/stories/${story.id}`, name: story.lead.title }]
}

/** The words of an address that names a subject, to search for; empty: it names none. */
export const wordsOf = (context: Pick<PageContext, 'path'>): string => {
  const [, folder, id = ''] = SUBJECT.exec(pathOf(context)) ?? []
  if (folder === undefined || folder === 'stories' || folder === 'feeds') return ''
  return id
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .join(' ')
    .trim()
    .slice(0, 80)
}
