"""When the managers of a team are told that a clock is late."""

from attrs import frozen


@frozen(kw_only=True)
class ClockEscalation:
    """Working days past the due day after which a manager is told, once; ``statutory`` of clocks that the law sets."""

    working_days_past: int = 2
    statutory_working_days_past: int = 0
