"""Transport: the timetable, what ran of it, metro ridership, road speeds and bike docks."""
