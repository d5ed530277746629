-- schema_min: 1
-- The same tables as in migrations/sqlite, in their newest form. Texts are compared by their bytes (COLLATE "C"), as SQLite compares them.
-- Lists are JSON, and 0 and 1 stand for no and yes, so that both engines' rows have one form.

CREATE TABLE tag (
  n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  UNIQUE (kind, name)
);

CREATE TABLE source (
  n integer PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  country text,
  configured_url text NOT NULL,
  configured smallint NOT NULL,
  active smallint NOT NULL,
  url text NOT NULL,
  host text COLLATE "C" NOT NULL,
  next_due bigint NOT NULL,
  leased_until bigint NOT NULL DEFAULT 0,
  interval_ms bigint NOT NULL,
  etag text,
  last_modified text,
  body_hash text,
  polled_at bigint,
  ok_at bigint,
  changed_at bigint,
  failures integer NOT NULL DEFAULT 0,
  failure text,
  moved_to text,
  moved_polls integer NOT NULL DEFAULT 0,
  gone smallint NOT NULL DEFAULT 0,
  format text,
  encoding text,
  feed_title text,
  feed_link text,
  feed_language text,
  fallback_reads integer NOT NULL DEFAULT 0,
  publisher_hints text,
  every_ms bigint
) WITH (fillfactor = 70);
CREATE INDEX source_due ON source (next_due, n) WHERE active = 1 AND gone = 0;
CREATE INDEX source_host ON source (host);
CREATE INDEX source_leased ON source (leased_until, host) WHERE leased_until > 0;

CREATE TABLE article (
  n bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  source integer NOT NULL,
  story bigint,
  same_as bigint,
  copy_of bigint,
  sort_at bigint NOT NULL,
  published_at bigint NOT NULL,
  dated smallint NOT NULL,
  first_seen bigint NOT NULL,
  updated_at bigint,
  revised_at bigint,
  revisions integer NOT NULL DEFAULT 0,
  language text COLLATE "C" NOT NULL,
  confidence double precision NOT NULL,
  has_topic smallint NOT NULL,
  also_in text,
  tag_list text,
  url_hash bigint,
  guid_hash bigint,
  content_hash bigint NOT NULL
);
CREATE INDEX article_order ON article (sort_at, n) WHERE story IS NOT NULL;
CREATE INDEX article_story ON article (story, n) WHERE story IS NOT NULL;
CREATE INDEX article_source ON article (source, language, sort_at) WHERE story IS NOT NULL;
CREATE INDEX article_age ON article (has_topic, first_seen, n) WHERE same_as IS NULL;
CREATE INDEX article_arrival ON article (first_seen, n);
CREATE INDEX article_copy ON article (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX article_same ON article (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX article_url ON article (url_hash, n) WHERE url_hash IS NOT NULL;
CREATE INDEX article_guid ON article (guid_hash, n) WHERE guid_hash IS NOT NULL;
CREATE INDEX article_content ON article (content_hash, n);

CREATE TABLE content (
  article bigint PRIMARY KEY,
  key text COLLATE "C" NOT NULL,
  hash text NOT NULL,
  guid text,
  link text,
  canonical_url text,
  title text NOT NULL,
  summary text NOT NULL,
  html text NOT NULL,
  text text NOT NULL,
  image text,
  comments text,
  rights text,
  declared_language text,
  authors text,
  categories text,
  enclosures text,
  origin text,
  tags text
);

CREATE TABLE item (
  n bigint PRIMARY KEY,
  source integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  hash text NOT NULL,
  article bigint,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL
);
-- A key may be longer than an index entry.
CREATE UNIQUE INDEX item_key ON item (source, md5(key));
CREATE INDEX item_of_source ON item (source, first_seen, n);
CREATE INDEX item_of_article ON item (article) WHERE article IS NOT NULL;
CREATE INDEX item_forgotten ON item (last_seen) WHERE article IS NULL;

CREATE TABLE story (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  lead bigint NOT NULL,
  pinned smallint NOT NULL DEFAULT 0,
  sort_at bigint NOT NULL,
  published_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE INDEX story_order ON story (sort_at, n);

CREATE TABLE article_tag (
  tag integer NOT NULL,
  sort_at bigint NOT NULL,
  article bigint NOT NULL,
  PRIMARY KEY (tag, sort_at, article)
);
CREATE TABLE story_tag (
  tag integer NOT NULL,
  sort_at bigint NOT NULL,
  story bigint NOT NULL,
  article bigint NOT NULL,
  PRIMARY KEY (tag, sort_at, story, article)
);

-- Search words with their positions: those of the title carry the weight A.
CREATE TABLE words (
  article bigint PRIMARY KEY,
  words tsvector NOT NULL
);
CREATE INDEX words_index ON words USING gin (words) WITH (fastupdate = off);

-- Words that the index may hold: it can't be asked for them.
CREATE TABLE vocabulary (word text COLLATE "C" PRIMARY KEY);

CREATE TABLE fingerprint (
  article bigint PRIMARY KEY,
  bands bytea NOT NULL,
  shingles bytea NOT NULL,
  numbers text NOT NULL
);
CREATE TABLE features (
  article bigint PRIMARY KEY,
  at bigint NOT NULL,
  bytes bytea NOT NULL
);
CREATE INDEX features_at ON features (at);

CREATE TABLE assignment (
  article bigint PRIMARY KEY,
  kind text NOT NULL,
  parent bigint,
  starts text,
  corrected text,
  reasons text
);
CREATE INDEX assignment_parent ON assignment (parent) WHERE parent IS NOT NULL;
CREATE TABLE next_assignment (
  article bigint PRIMARY KEY,
  kind text NOT NULL,
  parent bigint,
  story text NOT NULL,
  reasons text,
  at bigint,
  features bytea
);
CREATE INDEX next_assignment_parent ON next_assignment (parent) WHERE parent IS NOT NULL;

CREATE TABLE story_link (
  article bigint PRIMARY KEY,
  language text NOT NULL,
  score double precision NOT NULL,
  evidence text NOT NULL,
  made_at bigint NOT NULL,
  refused smallint NOT NULL DEFAULT 0
);
CREATE TABLE story_tombstone (
  id text COLLATE "C" PRIMARY KEY,
  article bigint NOT NULL,
  at bigint NOT NULL,
  announced smallint NOT NULL
);
CREATE INDEX tombstone_announced ON story_tombstone (at) WHERE announced = 1;
CREATE INDEX tombstone_article ON story_tombstone (article);

-- The log. A row counts when every transaction that began before that of its own has ended: see take_numbers.
CREATE TABLE article_log (
  seq bigint PRIMARY KEY,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  kind text NOT NULL,
  article bigint,
  at bigint NOT NULL
);

CREATE TABLE intent (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mode text NOT NULL,
  callback text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  host text COLLATE "C" NOT NULL,
  secret text,
  lease_ms bigint NOT NULL
);
CREATE UNIQUE INDEX intent_key ON intent (md5(callback), md5(topic));
CREATE INDEX intent_host ON intent (host);
CREATE TABLE subscription (
  callback text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  host text COLLATE "C" NOT NULL,
  secret text,
  expires_at bigint NOT NULL,
  sent text NOT NULL,
  due bigint,
  failures integer NOT NULL DEFAULT 0,
  failing_since bigint
);
CREATE UNIQUE INDEX subscription_key ON subscription (md5(topic), md5(callback));
CREATE INDEX subscription_host ON subscription (host);
CREATE INDEX subscription_due ON subscription (due) WHERE due IS NOT NULL;
CREATE INDEX subscription_expiry ON subscription (expires_at);
CREATE TABLE pushed_source (
  id text COLLATE "C" PRIMARY KEY,
  source text COLLATE "C" NOT NULL,
  hub text NOT NULL,
  topic text NOT NULL,
  secret text NOT NULL,
  state text NOT NULL,
  expires_at bigint,
  due bigint NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  problem text,
  pushes integer NOT NULL DEFAULT 0,
  pushed_at bigint,
  forged integer NOT NULL DEFAULT 0
);
CREATE INDEX pushed_source_source ON pushed_source (source);
CREATE INDEX pushed_source_due ON pushed_source (due);

CREATE TABLE incident (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source integer NOT NULL,
  kind text NOT NULL,
  since bigint,
  noticed_at bigint NOT NULL,
  ended_at bigint,
  before text,
  after text,
  failure text
);
CREATE INDEX incident_order ON incident (noticed_at);
CREATE INDEX incident_open ON incident (source, kind) WHERE ended_at IS NULL;
CREATE TABLE source_seen (
  source integer PRIMARY KEY,
  format text,
  language text,
  fallback_reads integer NOT NULL
);

CREATE TABLE note (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);

-- What the grouper's commits change; one row.
CREATE TABLE counters (
  one smallint PRIMARY KEY CHECK (one = 1),
  edition bigint NOT NULL,
  edition_at bigint NOT NULL,
  articles bigint NOT NULL,
  copies bigint NOT NULL,
  stories bigint NOT NULL,
  checkpoint bigint NOT NULL,
  -- The last article and the last item, in the order of arrival, that are decided.
  decided_article bigint NOT NULL,
  decided_item bigint NOT NULL
) WITH (fillfactor = 50);
INSERT INTO counters VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0);
-- How many items are stored: the sum over rows that processes add to apart, so that none waits for another.
CREATE TABLE item_count (slot smallint PRIMARY KEY, items bigint NOT NULL) WITH (fillfactor = 50);
INSERT INTO item_count SELECT slot, 0 FROM generate_series(0, 15) slot;

CREATE SEQUENCE article_number;
CREATE SEQUENCE item_number;
CREATE SEQUENCE log_number;

-- The numbers that a transaction gives to what it adds, and first of all its own id. Both are taken under one lock, which is given back at
-- once: of two transactions the one with the smaller id has the smaller numbers. So a follower that reads only rows of ids below the oldest
-- transaction under way skips none, however late that commits. Nothing may be written before.
CREATE FUNCTION take_numbers(articles bigint, entries bigint, OUT article bigint, OUT item bigint, OUT entry bigint) LANGUAGE plpgsql AS $$
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'numbers are taken after something was written';
  END IF;
  PERFORM pg_advisory_lock(7095432);
  PERFORM pg_current_xact_id();
  IF articles > 0 THEN
    article := nextval('article_number');
    PERFORM setval('article_number', article + articles - 1);
    item := nextval('item_number');
    PERFORM setval('item_number', item + articles - 1);
  END IF;
  entry := nextval('log_number');
  PERFORM setval('log_number', entry + greatest(entries, 1) - 1);
  PERFORM pg_advisory_unlock(7095432);
END $$;

-- How widely a story was reported when an alert last told of it, by the id of the story or of one of its articles.
CREATE TABLE announced (
  alert text NOT NULL,
  about text NOT NULL,
  sources integer NOT NULL,
  languages integer NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (alert, about)
);
CREATE INDEX announced_at ON announced (at);

-- Messages: waiting (due), being sent (begun_at), ended (ended_at; due null).
CREATE TABLE delivery (
  id text PRIMARY KEY,
  alert text NOT NULL,
  story text NOT NULL,
  kind text NOT NULL,
  recipient text NOT NULL,
  host text NOT NULL,
  -- JSON.
  notice text NOT NULL,
  created_at bigint NOT NULL,
  due bigint,
  begun_at bigint,
  failures integer NOT NULL DEFAULT 0,
  failing_since bigint,
  problem text,
  ended_at bigint
);
CREATE INDEX delivery_due ON delivery (due) WHERE due IS NOT NULL;
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL;
