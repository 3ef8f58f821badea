"""How a year of invented casework is drawn; one part of the work a module."""
