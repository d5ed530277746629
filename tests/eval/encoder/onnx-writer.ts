/** Writes an ONNX model: the few messages of onnx.proto3 that a graph with constant weights needs. */

export type GraphNode = {
  readonly op: string
  /** An operator of onnxruntime itself if it is none of ONNX. */
  readonly domain?: 'com.microsoft'
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
}
type Attribute = { readonly int: number } | { readonly float: number }
export type GraphTensor = {
  readonly name: string
  readonly dims: readonly number[]
  readonly values: Float32Array | Int8Array | Uint8Array | BigInt64Array
}
/** A dimension with a name may have any size. */
export type GraphValue = {
  readonly name: string
  readonly type: keyof typeof TYPES
  readonly dims: readonly (number | string)[]
}
export type Graph = {
  readonly name: string
  readonly inputs: readonly GraphValue[]
  readonly outputs: readonly GraphValue[]
  readonly nodes: readonly GraphNode[]
  readonly tensors: readonly GraphTensor[]
}

const IR_VERSION = 9
const OPSET = 18
const TYPES = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7 }

export const writeModel = (graph: Graph): Buffer =>
  message(
    number(1, IR_VERSION),
    text(2, 'polywire'),
    nested(7, graphOf(graph)),
    nested(8, opset('', OPSET)),
    nested(8, opset('com.microsoft', 1)),
  )

const opset = (domain: string, version: number): Buffer => message(text(1, domain), number(2, version))

const graphOf = ({ name, inputs, outputs, nodes, tensors }: Graph): Buffer =>
  message(
    ...nodes.map((node) => nested(1, nodeOf(node))),
    text(2, name),
    ...tensors.map((tensor) => nested(5, tensorOf(tensor))),
    ...inputs.map((value) => nested(11, valueOf(value))),
    ...outputs.map((value) => nested(12, valueOf(value))),
  )

const nodeOf = ({ op, domain, inputs, outputs, attributes = {} }: GraphNode): Buffer =>
  message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => nested(5, attributeOf(name, value))),
    text(7, domain ?? ''),
  )

const attributeOf = (name: string, value: Attribute): Buffer =>
  'int' in value
    ? message(text(1, name), number(3, value.int), number(20, 2))
    : message(text(1, name), float(2, value.float), number(20, 1))

const tensorOf = ({ name, dims, values }: GraphTensor): Buffer => {
  const type = typeOf(values)
  return message(
    ...dims.map((size) => number(1, size)),
    number(2, type),
    text(8, name),
    nested(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  )
}

const typeOf = (values: GraphTensor['values']): number => {
  if (values instanceof Float32Array) return TYPES.float
  if (values instanceof BigInt64Array) return TYPES.int64
  return values instanceof Int8Array ? TYPES.int8 : TYPES.uint8
}

const valueOf = ({ name, type, dims }: GraphValue): Buffer => {
  const shape = message(
    ...dims.map((size) => nested(1, typeof size === 'number' ? message(number(1, size)) : message(text(2, size)))),
  )
  return message(text(1, name), nested(2, message(nested(1, message(number(1, TYPES[type]), nested(2, shape))))))
}

// Protocol Buffers: https://protobuf.dev/programming-guides/encoding/
const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields)
const number = (field: number, value: number): Buffer => Buffer.from([...varint(field << 3), ...varint(value)])
const text = (field: number, value: string): Buffer => nested(field, Buffer.from(value))
const nested = (field: number, bytes: Buffer): Buffer =>
  message(Buffer.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes)
const float = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return message(Buffer.from(varint((field << 3) | 5)), bytes)
}
const varint = (value: number): readonly number[] => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`no varint: ${value}`)
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
}
