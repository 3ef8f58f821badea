"""A database, a broker and the site's processes on one's own machine: demo and tests."""
