-- schema_min: 2
-- What is taken down: names of articles, sources and hosts (model/takedown.ts). withdrawn 0: articles with this name may still be stored.
CREATE TABLE takedown (
  name text COLLATE "C" PRIMARY KEY,
  withdrawn smallint NOT NULL DEFAULT 0
);
-- Ids of articles and stories that are gone by it: their addresses say so. announced: feeds tell readers of a story's end.
CREATE TABLE taken_down (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  announced smallint NOT NULL DEFAULT 0
);
CREATE INDEX taken_down_name ON taken_down (name);
CREATE INDEX taken_down_announced ON taken_down (at) WHERE announced = 1;

-- What a site publishes for all its pages (robots.txt, tdmrep.json, licences), and what each source reserves. JSON.
CREATE TABLE site_rights (
  origin text COLLATE "C" PRIMARY KEY,
  rights text NOT NULL,
  read_at bigint NOT NULL
);
CREATE TABLE source_rights (
  source text COLLATE "C" PRIMARY KEY,
  signals text NOT NULL,
  read_at bigint NOT NULL
);

-- Pages of articles, read for tags and stories and never shown, by canonical address. text null: given up, and why.
CREATE TABLE page (
  address text COLLATE "C" NOT NULL,
  text text,
  reason text,
  detail text,
  read_at bigint NOT NULL
);
-- An address may be longer than an index entry.
CREATE UNIQUE INDEX page_address ON page (md5(address));
