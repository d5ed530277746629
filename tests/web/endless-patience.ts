import { onTestFinished, vi } from 'vitest'

/**
 * Until the test ends, no request is refused because it waited too long for its turn: how busy the machine is changes no answer. For requests
 * within this process only: Node's HTTP client would go on to use timers that never fire.
 */
export const waitWithoutEnd = (): void => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}
