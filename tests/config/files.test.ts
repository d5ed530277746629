import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonSchemas } from '../../src/config/files.ts'

const folder = join(import.meta.dirname, '../../config/schema')

test.each([...jsonSchemas()])('config/schema/%s is current (npm run schema writes it)', (name, text) => {
  expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
})

test('there are no others', () => expect(readdirSync(folder).toSorted()).toEqual([...jsonSchemas().keys()].toSorted()))

test('a schema asks for what is written, not for what it becomes', () => {
  const schema = JSON.parse(jsonSchemas().get('sources.json') ?? '') as {
    properties: {
      sources: {
        anyOf: { items: { properties: Record<string, { type: string }>; required: string[]; additionalProperties: boolean } }[]
      }
    }
  }
  const entry = schema.properties.sources.anyOf[0]?.items
  expect(entry).toMatchObject({ required: ['id', 'name'], additionalProperties: false })
  expect(entry?.properties.every).toMatchObject({ type: 'string' })
})
