/** Every document in fixtures/ reads as its NAME.expected.json says: `given` is how the source is read, the rest what comes of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PageRule } from '../../src/model/source.ts'
import { documentView } from '../../src/cli/lab.ts'
import { read } from './reading.ts'

type Expected = {
  readonly given?: {
    readonly url?: string
    readonly contentType?: string
    readonly language?: string
    readonly page?: PageRule
    readonly acceptTruncated?: boolean
  }
}

const folder = join(import.meta.dirname, 'fixtures')
const documents = readdirSync(folder).filter((file) => !file.endsWith('.expected.json'))
const expectedFile = (file: string): string => join(folder, `${parse(file).name}.expected.json`)

/** What `lab parse` prints and what a poll needs besides, without what is empty. */
const viewOf = async (file: string, given: Expected['given']): Promise<unknown> => {
  const result = await read(readFileSync(join(folder, file)), given)
  if (!result.ok) return withoutEmpty({ failure: result.failure })
  const { hub, self, minimumIntervalMs, skipHours, skipDays } = result.feed
  const polling = { hub, self, minimumIntervalMs, skipHours, skipDays }
  return withoutEmpty({ ...documentView(file, result), file: null, ok: null, polling })
}

const withoutEmpty = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inside]) => [name, withoutEmpty(inside)] as const)
  return Object.fromEntries(entries.filter(([, inside]) => !isEmpty(inside)))
}
const isEmpty = (value: unknown): boolean => value === null || (typeof value === 'object' && Object.keys(value).length === 0)

describe('documents', () => {
  test.each(documents)('%s', async (file) => {
    const { given, ...expected } = JSON.parse(readFileSync(expectedFile(file), 'utf8')) as Expected
    expect(await viewOf(file, given)).toEqual(expected)
  })

  test('give the same answer whatever was read before', async () => {
    const readAll = async (files: readonly string[]): Promise<ReadonlyMap<string, unknown>> => {
      const views = new Map<string, unknown>()
      for (const file of files) views.set(file, await viewOf(file, undefined))
      return views
    }
    const forwards = await readAll(documents)
    expect(await readAll(documents.toReversed())).toEqual(forwards)
  })

  test('come in pairs', () => {
    expect(documents.length).toBeGreaterThanOrEqual(80)
    expect(documents.filter((file) => !existsSync(expectedFile(file)))).toEqual([])
    const names = new Set(documents.map((file) => parse(file).name))
    expect(names.size).toBe(documents.length)
    expect(readdirSync(folder).filter((file) => !names.has(file.replace(/\.expected\.json$|\.\w+$/, '')))).toEqual([])
  })
})
