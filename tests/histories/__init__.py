"""Whole histories of cases, made of random actions of the product, and what must be true after each step."""
