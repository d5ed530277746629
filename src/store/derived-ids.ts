import { hash } from 'node:crypto'
import { type ArticleId, articleId, type SourceId, type StoryId, storyId } from '../model/ids.ts'

/**
 * An id made of the source and the item that first carried the article: equal in every run and on every engine. Its first four characters
 * depend on the source alone, so that the articles of one poll are close together in the index of ids: this halves the cost of writing a new
 * article.
 */
export const articleIdOf = (source: SourceId, key: string): ArticleId =>
  articleId(`a${base32(source, 4)}${base32(`${source}\0${key}`, 16)}`)

/** An id made of the article that started the story. */
export const storyIdOf = (first: ArticleId): StoryId => storyId(`s${first.slice(1, 5)}${base32(`story\0${first}`, 16)}`)

/** The id for a new story of the article `first` whose former story keeps the id that `storyIdOf` gives. */
export const leavingStoryIdOf = (first: ArticleId): StoryId =>
  storyId(`s${first.slice(1, 5)}${base32(`story that left\0${first}`, 16)}`)

/** `length` letters and digits of SHA-256, 5 bits each, without letters that are easily confused. */
const base32 = (text: string, length: number): string => {
  const bytes = hash('sha256', text, 'buffer')
  let letters = ''
  for (let index = 0; index < length; index++) letters += ALPHABET.charAt((bytes[index] ?? 0) & 31)
  return letters
}
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
