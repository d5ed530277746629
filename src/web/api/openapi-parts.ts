/** Parts of which the paths of the OpenAPI document are made. */
import type { z } from 'zod'
import type { Parameter } from './parameters.ts'

export type Json = Readonly<Record<string, unknown>>
type Operation = {
  readonly operation: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly Json[]
  readonly responses: Json
}

export const reference = (kind: string, id: string): Json => ({ $ref: `#/components/${kind}/${id}` })
export const schemaOf = (schema: z.ZodType): Json => reference('schemas', String(schema.meta()?.id))
export const response = (id: string): Json => reference('responses', id)

export const inQuery = ({ name, description, schema, example }: Parameter): Json => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example === undefined ? {} : { example }),
})
export const query = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'query',
  description,
  schema,
})
export const ID: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'As lists give it.',
  schema: { type: 'string', maxLength: 200 },
}
export const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
})
export const IF_NONE_MATCH = header('If-None-Match', 'The entity tag of what you have: 304 while it is the same.')

export const written = ({ operation, tag, summary, description, parameters, responses }: Operation): Json => ({
  operationId: operation,
  tags: [tag],
  summary,
  ...(description === undefined ? {} : { description }),
  parameters,
  responses,
})

export const hasId = (path: string): boolean => path.includes('{id}')
export const WRONG = { 400: response('BadRequest') }
export const MISSING = { 404: response('NotFound') }
export const TAKEN_DOWN = { 410: response('Gone') }
export const BUSY = { 503: response('NotAvailable') }
