"""Spreadsheets of a team read into the record: every row checked, everything taken or nothing.

``sheets`` says what a sheet is, ``kinds`` holds those of this app, ``engine`` does the work. Higher
apps add their own sheets with ``register_sheet`` in ``AppConfig.ready()``.
"""
