import { isDeepStrictEqual } from 'node:util'
import { createEmbeddingsEndpoint, type EmbeddingsEndpoint, type EmbeddingsReport } from '../embeddings/endpoint.ts'
import type { AskModel, ModelRules } from '../grouping/model-vectors/model-vector.ts'
import type { SourceRights } from '../ingest/source-rights.ts'
import type { Configuration } from '../model/configuration.ts'
import type { SourceId } from '../model/ids.ts'
import { isReserved } from '../model/reservation.ts'
import type { Source } from '../model/source.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { userAgentFor } from './version.ts'

/** The model for embeddings that the current configuration names. */
export type EmbeddingsModel = {
  readonly ask: AskModel
  /** Applies another configuration. If its model settings differ, requests in flight are aborted and give no vectors. */
  configure(configuration: Configuration): void
  close(): Promise<void>
}

export const createEmbeddingsModel = (
  first: Configuration,
  { clock, reported }: { readonly clock: Clock; readonly reported: (report: EmbeddingsReport) => void },
): EmbeddingsModel => {
  const open = ({ service }: Configuration): EmbeddingsEndpoint | null =>
    service.embeddings === null
      ? null
      : createEmbeddingsEndpoint(service.embeddings, { ...clock, userAgent: userAgentFor(service.fetch.contact), reported })
  let configuration = first
  let endpoint = open(first)
  return {
    ask: async (texts) => (await endpoint?.embed(texts)) ?? texts.map(() => null),
    configure(next) {
      const isSame = isDeepStrictEqual(settingsOf(next), settingsOf(configuration))
      configuration = next
      if (isSame) return
      void endpoint?.close()
      endpoint = open(next)
    },
    close: async () => await endpoint?.close(),
  }
}

const settingsOf = ({ service }: Configuration) => [service.embeddings, service.fetch.contact]

export const modelRules = (configuration: Configuration, rights: Pick<SourceRights, 'signalsOf'>): ModelRules | null => {
  const { embeddings } = configuration.service
  if (embeddings === null) return null
  const openTo = openToModels(configuration, rights)
  return { model: embeddings.model, mayRead: (id) => openTo(id) !== null }
}

/** Returns the source if its texts may be sent to a model, else null; also null for a source that is no longer configured. */
export const openToModels = (
  { sources }: Configuration,
  { signalsOf }: Pick<SourceRights, 'signalsOf'>,
): ((id: SourceId) => Source | null) => {
  const open = new Map(sources.filter(({ embed }) => embed).map((source) => [source.id, source]))
  return (id) => {
    const source = open.get(id)
    return source !== undefined && (source.licensed === true || !isReserved(signalsOf(id), 'ai')) ? source : null
  }
}
