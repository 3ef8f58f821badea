"""Indicators: each defined once, for the return, the rows behind it and the pages that explain it."""
