-- Hashes in sorted lists instead of rows (see hash-lists.ts). Those of all articles are written anew, from the rows that have them.
DROP TABLE article_hash;
DROP TABLE hash_filter;
CREATE TABLE hash_list (
  -- Level and first bits of its hashes.
  n INTEGER PRIMARY KEY,
  -- Of the first level: up to which article hashes are here, or on a level below; those of younger ones are held in memory.
  written_to INTEGER NOT NULL,
  -- 64-bit floats, little-endian: the other bits of a hash, then the article.
  keys BLOB NOT NULL
) STRICT;
