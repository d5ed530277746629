-- Earlier headlines and excerpts of an article (model/wording.ts), the last few. replaced_at: when a poll found another one in its place.
CREATE TABLE wording (
  article INTEGER NOT NULL,
  replaced_at INTEGER NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  PRIMARY KEY (article, replaced_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX wording_replaced ON wording (replaced_at);
