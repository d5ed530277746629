-- What an article is looked up by that falls anywhere in an index: bands of its fingerprint, and its address, guid and wording, which had
-- indexes of their own. One table, written late and in order; the hashes of all articles are written anew, from the rows that have them.
DROP TABLE band;
DROP TABLE band_filter;
DELETE FROM note WHERE name = 'bands written to';
DROP INDEX article_url;
DROP INDEX article_guid;
DROP INDEX article_content;

-- Signed 32-bit numbers: what they find is compared before it counts.
CREATE TABLE article_hash (
  hash INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

-- Which hashes there are at all, as bits: most hashes of a new article are nobody's, and need not be looked for. A page holds the hashes
-- that agree in their first 12 bits: those of articles up to written_to are in the table, younger ones in memory.
CREATE TABLE hash_filter (
  page INTEGER PRIMARY KEY,
  written_to INTEGER NOT NULL,
  bits BLOB NOT NULL
) STRICT;
