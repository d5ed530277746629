import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { leaveRetryRequest, takeRetryRequests } from '../../src/server/retry-requests.ts'

const taken = async (folder: string): Promise<readonly string[]> => {
  const ids: string[] = []
  await takeRetryRequests(folder, async (id) => ids.push(id))
  return ids
}

test('a request is taken once; without a data folder there is none', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'polywire-retry-')), 'data')
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }))
  expect(await taken(folder)).toEqual([])
  await leaveRetryRequest(folder, 'msg_1')
  await leaveRetryRequest(folder, 'msg_2')
  expect((await taken(folder)).toSorted((a, b) => a.localeCompare(b))).toEqual(['msg_1', 'msg_2'])
  expect(await taken(folder)).toEqual([])
})

test('a request that could not be met stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-retry-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await leaveRetryRequest(folder, 'msg_1')
  await expect(takeRetryRequests(folder, async () => await Promise.reject(new Error('disk full')))).rejects.toThrow('disk full')
  expect(await taken(folder)).toEqual(['msg_1'])
})
