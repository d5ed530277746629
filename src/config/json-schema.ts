import { z } from 'zod'
import { FILES, LEXICON } from './file-kinds.ts'

/** The schemas in `config/schema/`, by file name, as the text of each file: editors complete and check with them. */
export const jsonSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    [...Object.values(FILES), { ...LEXICON, name: 'lexicon.yaml' }].map(({ name, schema, title }) => {
      const described = { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }
      return [name.replace(/yaml$/, 'json'), `${JSON.stringify(described, null, 2)}\n`]
    }),
  )
