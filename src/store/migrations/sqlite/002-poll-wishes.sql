-- What the feed itself said about when to be asked (ttl, skipHours, skipDays), as JSON: it holds for the 304s that follow too.
ALTER TABLE source ADD COLUMN wishes TEXT;
-- How many polls are under way at each host is asked before every claim.
CREATE INDEX source_leased ON source (leased_until, host) WHERE leased_until > 0;
