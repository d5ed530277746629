-- The sitemaps that are polled with a sitemap index, with their validators (JSON, model/source.ts).
ALTER TABLE source ADD COLUMN sitemaps TEXT;
