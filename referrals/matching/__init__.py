"""Is this somebody whom we know already? Pure comparison here, the reading of rows in ``candidates``."""
