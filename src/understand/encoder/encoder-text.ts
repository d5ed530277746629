/** The text that stands for a report: its title and how it begins, in one vector, since titles alone say too little. */

export type EncoderInput = {
  readonly title: string
  /** Without boilerplate. */
  readonly text: string
  readonly language: string
}

/** What the model was trained with in front of texts that are compared with each other. */
const PREFIX = 'query: '
const LONGEST_TITLE = 300
const LONGEST_OPENING = 300

export const encoderText = ({ title, text }: EncoderInput): string => {
  const opening = beginning(text.trim(), LONGEST_OPENING)
  const shortTitle = beginning(title.trim(), LONGEST_TITLE)
  return `${PREFIX}${[shortTitle, opening].filter((part) => part !== '').join('. ')}`
}

/** The first characters, of which each takes at most two units. */
const beginning = (text: string, characters: number): string =>
  text.length <= characters
    ? text
    : Array.from(text.slice(0, 2 * characters))
        .slice(0, characters)
        .join('')
