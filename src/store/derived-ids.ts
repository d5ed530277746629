import { hash } from 'node:crypto'
import { type ArticleId, articleId, type SourceId, type StoryId, storyId } from '../model/ids.ts'

/**
 * The same in every run and on every engine: from the source and the item that first carried the article. The first four characters
 * are the source's, so that what one poll brings stands together in the index of ids: it halves what a new article costs to write.
 */
export const articleIdOf = (source: SourceId, key: string): ArticleId =>
  articleId(`a${base32(source, 4)}${base32(`${source}\0${key}`, 16)}`)

/** From the article that started the story. */
export const storyIdOf = (first: ArticleId): StoryId => storyId(`s${first.slice(1, 5)}${base32(`story\0${first}`, 16)}`)

/** From the article that begins a story of its own while the one that it began before goes on without it. */
export const leavingStoryIdOf = (first: ArticleId): StoryId =>
  storyId(`s${first.slice(1, 5)}${base32(`story that left\0${first}`, 16)}`)

/** So many letters and digits of SHA-256, 5 bits each; none of which are mistaken for another. */
const base32 = (text: string, length: number): string => {
  const bytes = hash('sha256', text, 'buffer')
  let letters = ''
  for (let index = 0; index < length; index++) letters += ALPHABET.charAt((bytes[index] ?? 0) & 31)
  return letters
}
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
