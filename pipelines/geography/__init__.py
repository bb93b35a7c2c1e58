"""Districts as shapes: reading boundaries, simplifying them for the screen, finding the district of a point."""
