-- What the feed itself said about when to be asked (ttl, skipHours, skipDays), as JSON: it holds for the 304s that follow too.
ALTER TABLE source ADD COLUMN wishes TEXT;
