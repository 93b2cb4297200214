-- The platform's alone: a manager reads what waits for them where it is, in candidatures.
SELECT "bus"."wall"('people', 'awaited_answers');
