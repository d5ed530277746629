/** The module of the encoder's thread, which loads the model once. */
import { workerData } from 'node:worker_threads'
import { answerJobs } from '../../threads/answer-jobs.ts'
import type { EncoderInput } from './encoder-text.ts'
import { loadEncoder } from './local-encoder.ts'

const encoder = await loadEncoder((workerData as { readonly folder: string }).folder)

answerJobs({ encode: async ({ inputs }: { readonly inputs: readonly EncoderInput[] }) => await encoder.encode(inputs) })
