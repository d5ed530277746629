-- Which bands there are at all, as bits: most bands of a new article are nobody's, and need not be looked for. A page holds the bands
-- that agree in their first 12 bits. The bands themselves are written anew, from the table of fingerprints.
CREATE TABLE band_filter (
  page INTEGER PRIMARY KEY,
  bits BLOB NOT NULL
) STRICT;
DELETE FROM band;
DELETE FROM note WHERE name = 'bands written to';
