"""Demonstration data: an invented partnership, the example year, and a caseload dated around today.

Nothing here runs unless ``settings.DEMO`` is set: everybody's password is printed.
"""
