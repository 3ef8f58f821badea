"""What the pages of referrals show."""
