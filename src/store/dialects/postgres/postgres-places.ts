import type { ArticleTagRow, PlaceChanges, StoryTagRow } from '../../place-changes.ts'
import { columnsOf, type Queries } from './queries.ts'

/** Writes new places of articles, and the changes of the index of tags. */
export const writePlaces = async ({ run }: Queries, changes: PlaceChanges): Promise<void> => {
  const write = async (sql: string, columns: readonly (readonly unknown[])[]): Promise<void> => {
    if ((columns[0]?.length ?? 0) > 0) await run(sql, ...columns)
  }
  await write(
    PLACE,
    columnsOf(
      changes.placed,
      ({ n }) => n,
      ({ story }) => story,
      ({ copy_of: copyOf }) => copyOf,
      ({ same_as: sameAs }) => sameAs,
      ({ also_in: alsoIn }) => alsoIn,
      ({ tag_list: tagList }) => tagList,
      ({ has_topic: hasTopic }) => hasTopic,
    ),
  )
  await write(REMOVE_FROM_ARTICLES, articleTags(changes.removedFromArticles))
  await write(REMOVE_FROM_STORIES, storyTags(changes.removedFromStories))
  await write(ADD_TO_ARTICLES, articleTags(changes.addedToArticles))
  await write(ADD_TO_STORIES, storyTags(changes.addedToStories))
}

const articleTags = (rows: readonly ArticleTagRow[]): readonly (readonly unknown[])[] =>
  columnsOf(
    rows,
    ([tag]) => tag,
    ([, at]) => at,
    ([, , article]) => article,
  )
const storyTags = (rows: readonly StoryTagRow[]): readonly (readonly unknown[])[] =>
  columnsOf(
    rows,
    ([tag]) => tag,
    ([, at]) => at,
    ([, , story]) => story,
    ([, , , article]) => article,
  )

const PLACE = `
  UPDATE article a SET story = p.story, copy_of = p.copy_of, same_as = p.same_as, also_in = p.also_in, tag_list = p.tag_list,
    has_topic = p.has_topic
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::smallint[])
    AS p (n, story, copy_of, same_as, also_in, tag_list, has_topic)
  WHERE a.n = p.n`
const ARTICLE_TAGS = 'unnest($1::integer[], $2::bigint[], $3::bigint[]) AS r (tag, sort_at, article)'
const STORY_TAGS = 'unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[]) AS r (tag, sort_at, story, article)'
const REMOVE_FROM_ARTICLES = `
  DELETE FROM article_tag t USING ${ARTICLE_TAGS} WHERE t.tag = r.tag AND t.sort_at = r.sort_at AND t.article = r.article`
const REMOVE_FROM_STORIES = `
  DELETE FROM story_tag t USING ${STORY_TAGS}
  WHERE t.tag = r.tag AND t.sort_at = r.sort_at AND t.story = r.story AND t.article = r.article`
/** Sorted, so that adjacent rows of the index are written together. */
const ADD_TO_ARTICLES = `
  INSERT INTO article_tag (tag, sort_at, article) SELECT tag, sort_at, article FROM ${ARTICLE_TAGS} ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`
const ADD_TO_STORIES = `
  INSERT INTO story_tag (tag, sort_at, story, article)
  SELECT tag, sort_at, story, article FROM ${STORY_TAGS} ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING`
