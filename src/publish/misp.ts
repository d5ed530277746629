/** Stories as events of a MISP feed: a folder of JSON files that MISP reads from any web server (https://www.misp-project.org/). */
import { createHash } from 'node:crypto'
import { uuidV5 } from '../lib/hashes.ts'
import type { Instant } from '../model/ids.ts'
import type { Story } from '../model/story.ts'
import { storyTagsOf } from '../model/story-tags.ts'

const NAMESPACE = 'b1f7f7f0-5d0e-4c7e-9a3d-6f2f4c1f7d12'
const MOST_LINKS = 100
/** Undefined threat, finished analysis: news, not indicators. */
const [THREAT, ANALYSIS] = ['4', '2']

export type MispPublisher = { readonly name: string; readonly origin: string }
type Attribute = {
  readonly uuid: string
  readonly type: 'link'
  readonly category: 'External analysis'
  readonly value: string
  readonly comment: string
  readonly timestamp: string
  readonly to_ids: false
}
type EventHead = {
  readonly info: string
  readonly date: string
  readonly threat_level_id: string
  readonly analysis: string
  readonly timestamp: string
  readonly Orgc: { readonly name: string; readonly uuid: string }
  readonly Tag: readonly { readonly name: string }[]
}
export type MispEvent = {
  readonly Event: EventHead & {
    readonly uuid: string
    readonly published: true
    readonly publish_timestamp: string
    readonly Attribute: readonly Attribute[]
  }
}
/** Heads of the events by UUID: the feed's `manifest.json`. */
export type MispManifest = Readonly<Record<string, EventHead>>

const seconds = (at: Instant): string => String(Math.floor(at / 1000))

/** `title`: that of the story; links and headlines are those of its reports. */
export const mispEvent = (story: Story, title: string, { name, origin }: MispPublisher): MispEvent => {
  const timestamp = seconds(story.updatedAt)
  const { topics } = storyTagsOf(story.articles.map((article) => ({ ...article, isCopy: article.copyOf !== null })))
  const uuid = uuidV5(NAMESPACE, story.id)
  const links = story.articles.flatMap(({ id, link, title: comment, publishedAt }): readonly Attribute[] =>
    link === null
      ? []
      : [
          {
            uuid: uuidV5(NAMESPACE, id),
            type: 'link',
            category: 'External analysis',
            value: link,
            comment,
            timestamp: seconds(publishedAt),
            to_ids: false,
          },
        ],
  )
  return {
    Event: {
      uuid,
      info: title,
      date: new Date(story.publishedAt).toISOString().slice(0, 10),
      threat_level_id: THREAT,
      analysis: ANALYSIS,
      timestamp,
      published: true,
      publish_timestamp: timestamp,
      Orgc: { name, uuid: uuidV5(NAMESPACE, origin) },
      Tag: [{ name: 'type:OSINT' }, ...topics.map(({ id }) => ({ name: `polywire:topic="${id}"` }))],
      Attribute: links.slice(0, MOST_LINKS),
    },
  }
}

export const mispManifest = (events: readonly MispEvent[]): MispManifest =>
  Object.fromEntries(
    events.map(({ Event: { uuid, info, date, threat_level_id, analysis, timestamp, Orgc, Tag } }) => [
      uuid,
      { info, date, threat_level_id, analysis, timestamp, Orgc, Tag },
    ]),
  )

/** The lines of `hashes.csv` for an event: by the MD5 of a value, MISP finds the events that have it. */
export const mispHashes = ({ Event: { uuid, Attribute: attributes } }: MispEvent): readonly string[] =>
  attributes.map(({ value }) => `${createHash('md5').update(value).digest('hex')},${uuid}`)
