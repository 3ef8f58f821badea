"""What the pages of returns show, put together from figures and rows."""
