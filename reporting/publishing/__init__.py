"""What may be told to everybody: which numbers are held back, so that nobody can work them out."""
