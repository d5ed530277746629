-- An article that was released has an assignment under its present number alone.
DELETE FROM assignment WHERE article NOT IN (SELECT n FROM article);
