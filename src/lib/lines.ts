/** The one place that knows line ends: CR LF, LF, CR, and Unicode's line and paragraph separators, at which `.` in expressions stops too. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/

export const linesOf = (text: string): readonly string[] => text.split(LINE_END)

/** The text with LF instead of CR LF and CR, as XML and YAML read it. Unicode's separators stay: there they are characters like others. */
export const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text)
