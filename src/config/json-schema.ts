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

const FILES: Readonly<Record<string, { readonly schema: z.ZodType; readonly title: string }>> = {
  'polywire.json': { schema: serviceFile, title: 'How the service runs' },
  'sources.json': { schema: sourcesFile, title: 'What is read' },
  'topics.json': { schema: topicsFile, title: 'The tree of topics' },
  'entities.json': { schema: entitiesFile, title: 'Organisations, companies, laws' },
  'places.json': { schema: placesFile, title: 'Regions, provinces, cities' },
  'lexicon.json': { schema: lexiconFile, title: "One language's words" },
  'feeds.json': { schema: feedsFile, title: 'What is republished' },
  'corrections.json': { schema: correctionsFile, title: 'What a person decided about stories' },
}

/** The schemas in `config/schema/`, by file name, as the text of each file: editors complete and check with them. */
export const jsonSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(FILES).map(([name, { schema, title }]) => {
      const described = { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }
      return [name, `${JSON.stringify(described, null, 2)}\n`]
    }),
  )
