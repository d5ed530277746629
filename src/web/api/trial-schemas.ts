/** The answers of trials of topics by example. */
import { z } from 'zod'
import { address, component, count, language, listOf, orNull, text } from './schema-parts.ts'

const share = z
  .strictObject({
    value: z.number().describe('The estimate, 0 to 1'),
    low: z.number().describe('The 95 % interval (Wilson) begins here'),
    high: z.number().describe('It ends here'),
  })
  .readonly()
export const topicTrial = component(
  'TopicTrial',
  'How well a topic by example does over the last month, told by the answers so far.',
  {
    topic: text('Id of the topic'),
    tagged: count('Articles that have the topic'),
    doubtful: count('Articles that may be about it and do not have it'),
    precision: share,
    recall: share.describe('Of what is likely enough to be asked about'),
    answers: count('Answers so far'),
    isEnough: z.boolean().describe('More answers would hardly change the figures'),
    thresholds: listOf(
      z.strictObject({
        name: text('For a table'),
        least: z.number().describe('The certainty, as in topics.yaml'),
        tagged: count('Articles that would have the topic'),
        right: count('Right answers about such articles'),
        asked: count('Answers about such articles'),
        value: z.number().describe('The estimate of precision, 0 to 1'),
        low: z.number().describe('The 95 % interval of precision begins here'),
        high: z.number().describe('It ends here'),
        lost: count('Right answers about articles that would lose the topic'),
      }),
    ).describe('What a higher certainty would leave'),
    next: listOf(
      z.strictObject({
        id: text('Id of the article'),
        probability: z.number().describe('That it is about the topic'),
        chosen: z.boolean().describe('It has the topic'),
        title: text('As the source wrote it'),
        language: language(),
        link: orNull(address('The article')),
      }),
    ).describe('What to ask about, the doubtful first; empty where it is enough'),
  },
)
export const trialAnswer = component('TrialAnswer', 'An answer: is the article about the topic?', {
  article: z.string().min(1).max(200).describe('Id of an article of the last month'),
  match: z.boolean().describe('It is about the topic'),
})
export const trialExample = component('TrialExample', 'The example that was written into topics.yaml.', {
  text: text('The headline'),
  language: language(),
  was: z.number().describe('How likely the article was before'),
  match: z.boolean().describe('An example of the topic, or of what only looks like it'),
})
