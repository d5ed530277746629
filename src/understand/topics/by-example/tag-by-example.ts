import { hundredths, logOddsOf, probabilityOf } from '../../../lib/probability.ts'
import type { Evidence, Tags } from '../../../model/article.ts'
import type { Likeness, LikeTopic } from './likeness.ts'

type Topics = Pick<Tags, 'topics' | 'doubtful'>

/** The least probability of a topic that is told as doubtful. */
const DOUBTFUL = 0.15
/** Log-odds that words of a topic add to its likeness: where they decided by themselves, and where they did not. */
const BY_WORDS = 4
const BY_FEW_WORDS = 1.5

/** Adds the topics by example to those that words and the learned decision gave: the likeliest one, and those that words speak for too. */
export const tagByExample = (said: Topics, likeness: Likeness, vector: Int8Array, title: string): Topics => {
  const likes = likeness(vector)
  const ids = new Set(likes.map(({ id }) => id))
  const weighed = likes.map((like, rank) => weigh(like, rank, said, title))
  return {
    topics: [...said.topics.filter(({ id }) => !ids.has(id)), ...weighed.filter(({ chosen }) => chosen).map(({ tag }) => tag)],
    doubtful: [
      ...said.doubtful.filter(({ id }) => !ids.has(id)),
      ...weighed.filter(({ chosen, tag }) => !chosen && tag.score >= DOUBTFUL).map(({ tag: { id, score } }) => ({ id, score })),
    ],
  }
}

const weigh = ({ id, least, probability, nearest }: LikeTopic, rank: number, said: Topics, title: string) => {
  const words = said.topics.find((tag) => tag.id === id)
  const few = said.doubtful.some((tag) => tag.id === id)
  const added = words !== undefined ? BY_WORDS : few ? BY_FEW_WORDS : 0
  const score = hundredths(probabilityOf(logOddsOf(probability) + added))
  const example: readonly Evidence[] =
    probability < DOUBTFUL ? [] : [{ term: nearest, field: 'title', start: 0, end: title.length, kind: 'example' }]
  return {
    chosen: score >= least && (rank === 0 || added > 0),
    tag: { id, score, evidence: [...(words?.evidence ?? []), ...example] },
  }
}
