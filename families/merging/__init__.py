"""Joining two records of one person, and taking them apart again: which rows refer to whom, and what follows."""
