"""Lines 1 to 5, 19 and 20: referrals."""

# What stood about a referral when the period ended: the last decision by then, none before the first.
STANDING = """
    SELECT r.id, r.received_on,
           (SELECT d.kind FROM referrals_decision d WHERE d.referral_id = r.id AND d.decided_on <= %(last)s
            ORDER BY d.decided_on DESC, d.id DESC LIMIT 1) AS kind,
           (SELECT max(d.decided_on) FROM referrals_decision d
            WHERE d.referral_id = r.id AND d.decided_on <= %(last)s) AS decided_on
    FROM referrals_referral r
"""

# Gestation on the day of receipt, of referrals about a baby who was not born by then.
UNBORN = """
    SELECT 280 - (coalesce(p.due_date, r.due_date) - r.received_on) AS days
    FROM referrals_referral r
    LEFT JOIN families_case c ON c.id = r.case_id
    LEFT JOIN families_pregnancy p ON p.id = c.pregnancy_id
    WHERE r.received_on >= %(first)s AND r.received_on <= %(last)s
      AND NOT coalesce(r.born_on <= r.received_on, false)
      AND NOT EXISTS (SELECT 1 FROM families_child ch JOIN families_birth b ON b.child_id = ch.id
                      WHERE ch.pregnancy_id = c.pregnancy_id AND b.born_on <= r.received_on)
"""

STATEMENTS = {
    "referrals_received": """
        SELECT count(*), NULL, 0 FROM referrals_referral
        WHERE received_on >= %(first)s AND received_on <= %(last)s""",
    "referrals_from_community_midwives": """
        SELECT count(*), NULL, 0 FROM referrals_referral
        WHERE received_on >= %(first)s AND received_on <= %(last)s AND source = 'community_midwife'""",
    "referrals_accepted": f"""
        SELECT count(*), NULL, 0 FROM ({STANDING}) s WHERE kind = 'accepted' AND decided_on >= %(first)s""",
    "referrals_declined_or_redirected": f"""
        SELECT count(*), NULL, 0 FROM ({STANDING}) s
        WHERE (kind = 'declined' OR kind = 'redirected') AND decided_on >= %(first)s""",
    "referrals_waiting": f"""
        SELECT count(*), NULL, 0 FROM ({STANDING}) s
        WHERE received_on <= %(last)s AND (kind IS NULL OR kind = 'waiting' OR kind = 'reopened')""",
    # The median is asked for apart, as GESTATION below; here is how many it is the median of.
    "gestation_at_referral": f"""
        SELECT count(days), count(days), count(*) - count(days) FROM ({UNBORN}) u""",
    # 12+6 is 90 days.
    "referred_early": f"""
        SELECT count(*) FILTER (WHERE days <= 90), count(days), count(*) - count(days) FROM ({UNBORN}) u""",
}

GESTATION = f"""
    SELECT days FROM ({UNBORN}) u WHERE days IS NOT NULL ORDER BY days
    OFFSET (SELECT (count(days) - 1) / 2 FROM ({UNBORN}) half) LIMIT 1
"""
