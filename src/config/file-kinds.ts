import { z } from 'zod'
import {
  correctionsFile,
  entitiesFile,
  feedsFile,
  lexiconFile,
  placesFile,
  serviceFile,
  sourcesFile,
  topicsFile,
} from './schemas.ts'

/** Every file of the folder: its name, its shape, and what it says, for editors. */
export const FILES = {
  service: { name: 'polywire.yaml', schema: serviceFile, title: 'How the service runs' },
  sources: { name: 'sources.yaml', schema: sourcesFile, title: 'What is read' },
  topics: { name: 'topics.yaml', schema: topicsFile, title: 'The tree of topics' },
  entities: { name: 'entities.yaml', schema: entitiesFile, title: 'Organisations, companies, laws' },
  places: { name: 'places.yaml', schema: placesFile, title: 'Regions, provinces, cities' },
  feeds: { name: 'feeds.yaml', schema: feedsFile, title: 'What is republished' },
  corrections: { name: 'corrections.yaml', schema: correctionsFile, title: 'What a person decided about stories' },
} as const

/** Those of the folder `lexicon`, one a language. */
export const LEXICON = { schema: lexiconFile, title: "One language's words" } as const

/** The schemas in `config/schema/`, by file name, as the text of each file: editors complete and check with them. */
export const jsonSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    [...Object.values(FILES), { ...LEXICON, name: 'lexicon.yaml' }].map(({ name, schema, title }) => {
      const described = { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }
      return [name.replace(/yaml$/, 'json'), `${JSON.stringify(described, null, 2)}\n`]
    }),
  )
