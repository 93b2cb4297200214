SELECT "bus"."wall"('people', 'shared_readings');
