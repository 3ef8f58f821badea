"""Files that people bring: what they really are, made harmless, looked at for viruses, and where they are kept."""
