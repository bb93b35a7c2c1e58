"""The demo city: a fictional city of three million people, whose files a generator writes."""
