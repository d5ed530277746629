-- schema_min: 5
-- Words are cut into partitions by article number, each of about a day of arrivals: a search walks them newest first, vacuum goes through the
-- index of one, and retention drops those that are empty. Numbers that none is made for go into words_rest.
ALTER TABLE words RENAME TO words_0;
ALTER INDEX words_pkey RENAME TO words_0_pkey;
ALTER INDEX words_index RENAME TO words_0_words_idx;
CREATE TABLE words (
  article bigint PRIMARY KEY,
  words tsvector NOT NULL
) PARTITION BY RANGE (article);
CREATE INDEX words_index ON words USING gin (words) WITH (fastupdate = off);
CREATE TABLE words_rest PARTITION OF words DEFAULT;

-- The partitions: words_<first> holds the articles from `first` on, to before `ends`. No story or article that is in the published order by one of
-- them stands later than `latest`; null: nobody knows.
CREATE TABLE words_part (first bigint PRIMARY KEY, ends bigint NOT NULL, latest bigint) WITH (fillfactor = 50);

DO $$
DECLARE ends bigint := (SELECT greatest(last_value + 50000, 100000) FROM article_number);
BEGIN
  EXECUTE format('ALTER TABLE words ATTACH PARTITION words_0 FOR VALUES FROM (0) TO (%s)', ends);
  INSERT INTO words_part VALUES (0, ends, NULL);
END $$;

-- The week, counted from 1970, in which a text with the word came last. Words of weeks before that of the oldest article stand in no text.
ALTER TABLE vocabulary ADD COLUMN week integer;
UPDATE vocabulary SET week = (SELECT coalesce(max(first_seen), 0) / 604800000 FROM article);
ALTER TABLE vocabulary ALTER COLUMN week SET NOT NULL;
CREATE INDEX vocabulary_week ON vocabulary (week);

-- Sources that are polled.
ALTER TABLE counters ADD COLUMN sources bigint NOT NULL DEFAULT 0;
UPDATE counters SET sources = (SELECT count(*) FROM source WHERE active = 1);

CREATE INDEX source_country ON source (country) WHERE country IS NOT NULL;
