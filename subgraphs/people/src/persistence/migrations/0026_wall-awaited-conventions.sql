-- The platform's alone: who is awaited reads it where it is, in conventions; how far a release has caught up concerns nobody.
SELECT "bus"."wall"('people', 'awaited_conventions', 'catch_ups');
