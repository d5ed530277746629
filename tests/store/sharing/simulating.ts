/** A thread that simulates the world that it is given. Vitest rewrites what a module imports, which makes loops like these three times as slow. */
import { parentPort, workerData } from 'node:worker_threads'
import { simulate, type World } from './simulated-polling.ts'

parentPort?.postMessage(simulate(workerData as World), [])
