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
