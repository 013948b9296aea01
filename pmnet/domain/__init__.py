"""What things are: ids, records, dates, words. No input, no output."""
