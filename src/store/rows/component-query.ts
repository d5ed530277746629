/**
 * The statement that finds all articles of a component: those that edges (of articles to their parents) connect with the given articles. The
 * same on every engine except for `articles`, a FROM clause that binds the ids and yields their articles as `a`.
 */
export const componentQuery = (articles: string, edges: string): string => `
  WITH RECURSIVE
    edge (article, kind, parent) AS NOT MATERIALIZED (${edges}),
    up (n, parent) AS (
      SELECT a.n, e.parent FROM ${articles} LEFT JOIN edge e ON e.article = a.n
      UNION
      SELECT up.parent, e.parent FROM up LEFT JOIN edge e ON e.article = up.parent WHERE up.parent IS NOT NULL
    ),
    down (n) AS (
      SELECT n FROM up WHERE parent IS NULL
      UNION
      SELECT e.article FROM down d JOIN edge e ON e.parent = d.n
    )
  SELECT a.n, a.id, a.source, a.also_in, a.language, s.id AS story_id, a.copy_of, a.sort_at, a.published_at, a.first_seen,
    coalesce(e.kind, 'starts') AS kind, e.parent, p.starts, p.corrected
  FROM down d JOIN article a ON a.n = d.n LEFT JOIN story s ON s.n = a.story LEFT JOIN edge e ON e.article = d.n
  LEFT JOIN assignment p ON p.article = d.n
  WHERE a.same_as IS NULL ORDER BY a.n`
