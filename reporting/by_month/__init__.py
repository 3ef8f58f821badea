"""Contacts or referrals by what became of them and the month in which they came."""

from reporting.by_month.counting import Measure, table_of
from reporting.by_month.table import Column, Share, Table

__all__ = ["Column", "Measure", "Share", "Table", "table_of"]
