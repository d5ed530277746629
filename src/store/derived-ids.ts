import { hash } from 'node:crypto'
import { type ArticleId, articleId, type SourceId, type StoryId, storyId } from '../model/ids.ts'

/** The same in every run and on every engine: from the source and the item that first carried the article. */
export const articleIdOf = (source: SourceId, key: string): ArticleId => articleId(`a${base32(`${source}\0${key}`)}`)

/** From the article that started the story. */
export const storyIdOf = (first: ArticleId): StoryId => storyId(`s${base32(`story\0${first}`)}`)

/** 100 bits of SHA-256 in 20 letters and digits, none of which are mistaken for another. */
const base32 = (text: string): string => {
  const bytes = hash('sha256', text, 'buffer')
  let letters = ''
  for (let index = 0; index < 20; index++) letters += ALPHABET.charAt((bytes[index] ?? 0) & 31)
  return letters
}
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
