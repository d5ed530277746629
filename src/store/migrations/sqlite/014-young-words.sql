-- Up to which article the words are in their index. Those of younger articles are held in memory and written a generation at a time.
ALTER TABLE ledger ADD COLUMN words_to INTEGER NOT NULL DEFAULT 0;
UPDATE ledger SET words_to = next_article - 1;
