import { articleId } from '../../model/ids.ts'
import type { StoryLink } from '../../model/story.ts'

export type LinkRow = {
  readonly id: string
  readonly language: string
  readonly score: number
  readonly evidence: string
  readonly made_at: number
  readonly refused: number
}

export const toLink = ({ id, language, score, evidence, made_at: madeAt, refused }: LinkRow): StoryLink => ({
  article: articleId(id),
  language,
  score,
  evidence,
  madeAt,
  isRefused: refused === 1,
})
