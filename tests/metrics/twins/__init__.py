"""Every metric a second time, in pandas over the published rows, without its record or the SQL that is made of it."""
