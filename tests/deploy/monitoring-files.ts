/** Alert rules, and panels of the dashboard. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { load } from 'js-yaml'

export const read = (file: string): string => readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8')

type Rule = { readonly alert: string; readonly expr: string; readonly annotations: Readonly<Record<string, string>> }
const { groups } = load(read('deploy/prometheus/alerts.yaml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
export const rules = groups.flatMap((group) => group.rules)
type Panel = { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }
const { panels } = JSON.parse(read('deploy/grafana/polywire.json')) as { readonly panels: readonly Panel[] }
export const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
/** Of both. */
export const expressions = [...rules.map(({ alert, expr }) => ({ title: alert, expr })), ...queries]
