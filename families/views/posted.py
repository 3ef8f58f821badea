"""What a form is bound to."""

from ui.asked import posted

__all__ = ["posted"]
