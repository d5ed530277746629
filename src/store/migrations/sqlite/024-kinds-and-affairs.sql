-- What sort of item an article is (model/kind.ts); null: nobody has judged it by its meaning yet.
ALTER TABLE article ADD COLUMN kind TEXT;

-- The id of the earlier story that a story continues, and that of the first story of the chain; affair null: its own id.
ALTER TABLE story ADD COLUMN continues TEXT;
ALTER TABLE story ADD COLUMN affair TEXT;
CREATE INDEX story_affair ON story (affair) WHERE affair IS NOT NULL;
CREATE INDEX story_continues ON story (continues) WHERE continues IS NOT NULL;
