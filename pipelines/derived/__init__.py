"""Values made of other metrics: one module a function, named in a record by `derived.function`."""
