-- schema_min: 5
-- An article that was released has an assignment under its present number alone.
DELETE FROM assignment WHERE NOT EXISTS (SELECT 1 FROM article WHERE n = assignment.article);
