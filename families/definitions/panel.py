"""The weekly panel of a service."""

from typing import Literal

from attrs import frozen

from families.definitions.choices import Choice


@frozen(kw_only=True)
class PanelRule:
    """The weekly panel that looks at referrals: its day, its usual time (``10:00``), whom it asks."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
    starts_at: str
    agencies: tuple[Choice, ...]
