"""What is planted in the demo city: known events that a detector should find, and decoys that it should not."""
