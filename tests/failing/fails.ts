import { expect, test } from 'vitest'

test('this fails, and so must the run', () => expect('a failure').toBe('seen'))
