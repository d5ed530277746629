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
