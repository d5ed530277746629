import { requireConfiguration } from '../server/load-configuration.ts'
import { openStoreToRead } from '../server/stores.ts'
import type { Configuration } from '../model/configuration.ts'
import type { StoredArticle } from '../model/article.ts'
import { storyId } from '../model/ids.ts'
import type { Story } from '../model/story.ts'
import type { Store } from '../store/ports/store.ts'
import type { CommandContext } from './context.ts'
import { InputError } from '../model/input-error.ts'
import { counted } from './terminal.ts'

/** Calls `work` with a valid configuration and the store opened for reading, also while a service runs. */
export const withStories = async (
  { places, env, clock }: CommandContext,
  work: (store: Store, configuration: Configuration) => Promise<number>,
): Promise<number> => {
  const configuration = await requireConfiguration(places.configFolder, env, clock.now())
  const store = await openStoreToRead(places)
  try {
    return await work(store, configuration)
  } finally {
    await store.close()
  }
}

/** The id or address in what a person gives for a story or article; of the address of a story page here, the id in it. */
export const nameIn = (given: string): string => {
  const [, story, article] = /\/stories\/(s[0-9a-z]{20})(?:#(a[0-9a-z]{20}))?\/?$/.exec(given) ?? []
  return article ?? story ?? given
}

export const isStoryId = (name: string): boolean => /^s[0-9a-z]{20}$/.test(name)

/** The story with this id, the story that one with this id was joined to, or the story of this article. Rejects with InputError where there is none. */
export const storyNamed = async (store: Store, given: string): Promise<Story> => {
  const name = nameIn(given)
  if (!isStoryId(name)) {
    const story = await store.story((await articleNamed(store, given)).story)
    if (story !== null) return story
  }
  const id = storyId(name)
  const story = (await store.story(id)) ?? (await store.story((await store.successorOf(id)) ?? id))
  if (story === null) throw new InputError(`There is no story "${given}". Its id (s…) is in the address of its page.`)
  return story
}

/** The article with this id or address. Rejects with InputError where there is none, or where a story is named. */
export const articleNamed = async (store: Store, given: string): Promise<StoredArticle> => {
  const name = nameIn(given)
  if (isStoryId(name)) {
    throw new InputError(
      `${name} is a story, and this needs its articles: give their ids or addresses ("polywire story show ${name}" lists them).`,
    )
  }
  const article = await store.findArticle(name)
  if (article === null) {
    throw new InputError(
      `There is no article "${given}". Give its id (a…), or its address as its source writes it; "polywire story show STORY" lists both.`,
    )
  }
  return article
}

export const sizeOf = ({ articles, sources, languages }: Pick<Story, 'articles' | 'sources' | 'languages'>): string =>
  `${counted(articles.length, 'article')}, ${counted(sources.length, 'source')}, in ${languages.join(', ')}`
