-- Bands of the youngest articles are written a generation at a time: up to which article they are.
INSERT INTO note (name, value) SELECT 'bands written to', CAST(max(article) AS TEXT) FROM fingerprint HAVING max(article) > 0;
