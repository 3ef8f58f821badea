"""The tiles of a dashboard, each defined once: its number is that of the rows it opens into."""
