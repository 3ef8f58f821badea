"""What a service tells in figures: the lines of its return with their targets, and what things cost."""

from attrs import frozen

from families.labels import Label


@frozen(kw_only=True)
class SlotTarget:
    """A target for filling a slot: working days after referral, or a gestation."""

    slot: str
    within_working_days: int | None = None
    by_gestation: str = ""


@frozen(kw_only=True)
class ReturnLayout:
    """Keys of the indicators of the quarterly return, in order, and the parameters they need.

    With ``second_signature`` two people sign it off, one after the other.
    """

    how_much: tuple[str, ...]
    how_well: tuple[str, ...]
    better_off: tuple[str, ...]
    context: tuple[str, ...]
    early_referral_up_to: str
    first_slot: SlotTarget
    second_slot: SlotTarget
    start_scores_within_days: int
    second_signature: bool = False


@frozen(kw_only=True)
class ReturnSchedule:
    """When the quarterly return is drafted, and when whoever makes it is reminded: working days after the quarter."""

    draft_on_working_day: int
    remind_on_working_day: int


@frozen(kw_only=True)
class Cost:
    """An amount in whole pounds, the price year it is of, what it pays for and who says so."""

    key: str
    label: Label
    pounds: int
    price_year: str
    source: str
