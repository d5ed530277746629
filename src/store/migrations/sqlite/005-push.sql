-- WebSub. Requests for a subscription to one of our feeds, or for its end, that the callback has not confirmed yet.
CREATE TABLE intent (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  mode TEXT NOT NULL,
  callback TEXT NOT NULL,
  topic TEXT NOT NULL,
  host TEXT NOT NULL,
  secret TEXT,
  lease_ms INTEGER NOT NULL,
  UNIQUE (callback, topic)
) STRICT;
CREATE INDEX intent_host ON intent (host);

-- Who gets our feeds pushed. A delivery that is due is a time here: what it delivers is the feed as it is then.
CREATE TABLE subscription (
  callback TEXT NOT NULL,
  topic TEXT NOT NULL,
  host TEXT NOT NULL,
  secret TEXT,
  expires_at INTEGER NOT NULL,
  sent TEXT NOT NULL,
  due INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  PRIMARY KEY (callback, topic)
) STRICT;
CREATE INDEX subscription_topic ON subscription (topic);
CREATE INDEX subscription_host ON subscription (host);
CREATE INDEX subscription_due ON subscription (due) WHERE due IS NOT NULL;
CREATE INDEX subscription_expiry ON subscription (expires_at);

-- Sources that push to us.
CREATE TABLE pushed_source (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  hub TEXT NOT NULL,
  topic TEXT NOT NULL,
  secret TEXT NOT NULL,
  state TEXT NOT NULL,
  expires_at INTEGER,
  due INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  pushes INTEGER NOT NULL DEFAULT 0,
  pushed_at INTEGER,
  forged INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX pushed_source_source ON pushed_source (source);
CREATE INDEX pushed_source_due ON pushed_source (due);
