/** The built-in model behind an end point that the operator runs, for example on a machine with a graphics processor. */
import { createEmbeddingsEndpoint, type EndpointParts } from '../embeddings/endpoint.ts'
import type { SourceRights } from '../ingest/source-rights.ts'
import type { Configuration, EmbeddingsSettings } from '../model/configuration.ts'
import type { SourceId } from '../model/ids.ts'
import { isReserved } from '../model/reservation.ts'
import type { Source } from '../model/source.ts'
import { centre, toUnitLength } from '../understand/encoder/centring.ts'
import type { Encoder } from '../understand/encoder/encoder.ts'
import { encoderText } from '../understand/encoder/encoder-text.ts'
import { DIMENSIONS, quantize } from '../lib/unit-vectors.ts'
import { languageMeans } from './configured-encoder.ts'
import { userAgentFor } from './version.ts'

type Parts = Omit<EndpointParts, 'userAgent'> & { readonly contact: Configuration['service']['fetch']['contact'] }

/** Vectors of another length are no vectors of this model, and are refused as if none had come. */
export const createEndpointEncoder = (settings: EmbeddingsSettings, { contact, ...parts }: Parts): Encoder => {
  const endpoint = createEmbeddingsEndpoint(settings, { ...parts, userAgent: userAgentFor(contact) })
  const means = languageMeans()
  return {
    revision: `end point ${settings.model}`,
    async encode(inputs) {
      const given = await endpoint.embed(inputs.map((input) => encoderText(input).toWellFormed()))
      return given.map((answer, nth) =>
        answer === null || answer.values.length !== DIMENSIONS
          ? null
          : quantize(centre(toUnitLength(Float64Array.from(answer.values)), means, inputs[nth]?.language ?? '')),
      )
    },
    close: endpoint.close,
  }
}

/** May the texts of a source be sent to a model? */
export const mayBeSent = (
  configuration: Configuration,
  rights: Pick<SourceRights, 'signalsOf'>,
): ((source: SourceId) => boolean) => {
  const openTo = openToModels(configuration, rights)
  return (source) => openTo(source) !== null
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
