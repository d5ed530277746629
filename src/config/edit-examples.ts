import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml'

/** An example of a topic as an answer to `polywire topic try`. `was`: the probability that its article had then. */
export type AnsweredExample = { readonly text: string; readonly language: string; readonly was: number }

/** The text of topics.yaml with one more example of a topic; the rest keeps its comments. Throws for invalid YAML. */
export const addExample = (text: string, topic: string, role: 'match' | 'miss', example: AnsweredExample): string => {
  const document: Document = parseDocument(text)
  const [mistake] = document.errors
  if (mistake !== undefined) throw new Error(`topics.yaml is not valid YAML; correct it first: ${mistake.message}`)
  if (document.contents === null) document.contents = document.createNode({})
  const topics = listAt(document.get('topics'), () => document.createNode([]))
  document.set('topics', topics)
  const found = topics.items.find((item) => isMap(item) && item.get('id') === topic)
  const entry = isMap(found) ? found : document.createNode({ id: topic })
  if (!isMap(found)) topics.add(entry)
  if (!isMap(entry)) throw new Error(`the entry of ${topic} in topics.yaml is no mapping`)
  const examples = listAt(entry.getIn(['examples', role]), () => document.createNode([]))
  entry.setIn(['examples', role], examples)
  examples.add(document.createNode(example, { flow: true }))
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

const listAt = (found: unknown, make: () => YAMLSeq): YAMLSeq => {
  if (!isSeq(found)) return make()
  if (found.items.length === 0) found.flow = false
  return found
}
