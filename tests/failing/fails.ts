import { expect, test } from 'vitest'
import { createDatabase } from '../store/postgres-databases.ts'

test('this fails, and so must the run', async () => expect(await createDatabase()).toBe('seen'))
