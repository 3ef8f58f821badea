"""Forms of the returns pages."""
