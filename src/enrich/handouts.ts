/**
 * Lawyers who look for clients, releases and changes of programs: they use the words of a topic without being news about it. They are worded
 * in English everywhere.
 */
const SURE = new RegExp(
  [
    '(?:law firm|law group|llp|esq\\.?|p\\.c\\.)[^.]{0,80}(?:investigat|remind|encourag|class action|contact)\\p{L}*',
    '(?:investigates|investigating) (?:\\p{L}+ )?claims|claims investigated by',
    'investors? (?:may|should|are encouraged to|who lost) [^.]{0,40}contact|(?:shareholder|investor) alert',
    'class action (?:deadline|reminder|result of)',
    '\\(#\\d+\\) · [\\w.-]+/[\\w.-]+|· [\\w.-]+/[\\w.-]+@[0-9a-f]{7}',
    '(?:^|[\\p{L}\\d)] )v?\\d+\\.\\d+\\.\\d+(?:[-.]?(?:rc|beta|alpha)\\.?\\d*)? (?:released|is out|now available|release notes|changelog)',
    '^(?:release )?v?\\d+\\.\\d+\\.\\d+(?:[-.]?(?:rc|beta|alpha)\\.?\\d*)?$|changelog for |release notes (?:for|of) ',
  ].join('|'),
  'iu',
)
/** Code units of a title that are searched; longer titles are texts. */
const TITLE = 300

/** True: the title invites clients or notes a release. What else sells or teaches is recognised by its kind. */
export const isHandout = (title: string): boolean => SURE.test(title.slice(0, TITLE))
