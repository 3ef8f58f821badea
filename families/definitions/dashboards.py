"""What a service's managers watch beyond what every service has."""

from attrs import frozen


@frozen(kw_only=True)
class Dashboard:
    """``plans_for_birth``: kinds of document that are a plan for the birth once they are signed."""

    plans_for_birth: tuple[str, ...] = ()
