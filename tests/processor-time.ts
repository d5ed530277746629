/** Milliseconds of the processor that this thread has used: other programs of the machine don't count. */
export const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
