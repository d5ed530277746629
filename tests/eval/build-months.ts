/** Writes src/words/months.json from the CLDR data of the Node that runs this. */
import { writeFileSync } from 'node:fs'
import { runtimeNames } from '../../src/text/runtime-months.ts'
import { commandLine } from '../command-line.ts'

/** Of the world's feeds, those first whose names count where two share one. */
const LANGUAGES = (
  'en fr de es pt it nl ru uk be bg sr sr-Latn mk hr bs sl cs sk pl hu ro el tr az kk uz ky ar ar-LB ar-DZ ar-MA ar-TN ' +
  'fa he hi bn ta te mr gu ur ne th lo km my id ms tl sw da sv nb nn fi et lv lt is ga cy ca eu gl sq hy ka mn af fr-CA ' +
  'am ti ps fil pa ml kn si'
).split(' ')

/** The file's text: a line for each language. */
export const monthTable = (): string =>
  `{\n${LANGUAGES.map((language) => `  "${language}": ${JSON.stringify(runtimeNames(language))}`).join(',\n')}\n}\n`

if (process.argv[1] === import.meta.filename) {
  commandLine('build:months', 'Writes src/words/months.json anew, from the CLDR data of this Node.').parse()
  writeFileSync(new URL('../../src/words/months.json', import.meta.url), monthTable())
}
