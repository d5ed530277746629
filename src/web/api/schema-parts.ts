/** Parts of the API's schemas. A schema with an id is a component of the OpenAPI document. */
import { z } from 'zod'

export const text = (description: string) => z.string().describe(description)
export const orNull = <Schema extends z.ZodType>(schema: Schema) => schema.nullable()
export const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly()
export const count = (description: string) => z.int().min(0).describe(description)
export const time = (description: string) => z.string().meta({ format: 'date-time', description })
export const address = (description: string) => z.string().meta({ format: 'uri', description })
export const language = (description = 'BCP 47; `und`: not known') =>
  z.string().meta({ description, examples: ['en', 'zh-Hans'] })
export const label = (description: string) =>
  z.record(z.string(), z.string()).meta({ description, examples: [{ en: 'E-commerce', fr: 'Commerce en ligne' }] })

/** An object with exactly these members, described as a component. */
export const component = <Shape extends z.ZodRawShape>(id: string, description: string, shape: Shape) =>
  z.strictObject(shape).meta({ id, description })
