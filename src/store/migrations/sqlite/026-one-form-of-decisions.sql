-- Up to where the log is decided, as numbers of the last article and item.
ALTER TABLE counters ADD COLUMN decided_article INTEGER NOT NULL DEFAULT 0;
ALTER TABLE counters ADD COLUMN decided_item INTEGER NOT NULL DEFAULT 0;
UPDATE counters SET
  decided_article = coalesce(
    (SELECT min(article) FROM article_log WHERE seq > checkpoint AND kind IN ('new', 'released')), next_article) - 1,
  decided_item = coalesce(
    (SELECT min(i.n) - 1 FROM item i WHERE i.article =
      (SELECT article FROM article_log WHERE seq > checkpoint AND kind IN ('new', 'released') ORDER BY seq LIMIT 1)),
    (SELECT max(n) FROM item), 0);

-- Older versions stored reasons with the content, and with the items of identical articles.
INSERT INTO assignment (article, kind, parent, starts, corrected, reasons)
SELECT a.n, coalesce(p.kind, 'starts'), p.parent, p.starts, p.corrected,
  iif(EXISTS (SELECT 1 FROM item i WHERE i.article = a.n AND i.reasons IS NOT NULL),
    (SELECT json_group_array(json(value)) FROM (
      SELECT value FROM json_each(coalesce(p.reasons, c.reasons, '[]'))
      UNION ALL
      SELECT value FROM (SELECT n, reasons FROM item WHERE article = a.n AND reasons IS NOT NULL ORDER BY n) i, json_each(i.reasons))),
    coalesce(p.reasons, c.reasons))
FROM article a LEFT JOIN content c ON c.article = a.n LEFT JOIN assignment p ON p.article = a.n
WHERE c.reasons IS NOT NULL OR EXISTS (SELECT 1 FROM item i WHERE i.article = a.n AND i.reasons IS NOT NULL)
ON CONFLICT (article) DO UPDATE SET reasons = excluded.reasons;
UPDATE content SET reasons = NULL WHERE reasons IS NOT NULL;
UPDATE item SET reasons = NULL WHERE reasons IS NOT NULL;
