"""Files of referrals: their columns, how they are read, how their rows are checked."""
