-- The index of words is merged by whoever adds to it (search-index.ts), evenly; not by itself, unless somebody else forgot.
INSERT INTO words (words, rank) VALUES ('automerge', 0);
INSERT INTO words (words, rank) VALUES ('usermerge', 16);
INSERT INTO words (words, rank) VALUES ('crisismerge', 64);
