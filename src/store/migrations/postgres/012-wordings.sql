-- schema_min: 5
-- Earlier headlines and excerpts of an article (model/wording.ts), the last few. replaced_at: when a poll found another one in its place.
CREATE TABLE wording (
  article bigint NOT NULL,
  replaced_at bigint NOT NULL,
  title text NOT NULL,
  summary text NOT NULL,
  PRIMARY KEY (article, replaced_at)
);
CREATE INDEX wording_replaced ON wording (replaced_at);
