/** The other end of a thread: does the jobs that the process sends, one after the other. */
import { parentPort } from 'node:worker_threads'
import type { Answered, Job } from './threads.ts'

/** Tasks by the name of their job. */
type Tasks = Readonly<Record<string, (task: never) => unknown>>

export const answerJobs = (tasks: Tasks): void => {
  parentPort?.on('message', (job: Job) => void answer(tasks, job))
}

const answer = async (tasks: Tasks, { name, task }: Job): Promise<void> => {
  const send = (answered: Answered): void => parentPort?.postMessage(answered, [])
  const usedMs = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1_000
  }
  try {
    const answered = await tasks[name]?.(task as never)
    send({ answer: answered, usedMs: usedMs() })
  } catch (error) {
    send({ error, usedMs: usedMs() })
  }
}
