-- Up to which article the rows of a tag are in article_tag and story_tag. Those of younger articles are held in memory and written in turn.
ALTER TABLE tag ADD COLUMN written_to INTEGER NOT NULL DEFAULT 0;
UPDATE tag SET written_to = (SELECT next_article - 1 FROM ledger);
