"""The public edition: cells made from the internal snapshot, protected, attacked, written to a file of their own."""
