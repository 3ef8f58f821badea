"""The families of the living caseload: who they are and where they stand today."""

from attrs import frozen

from jigso_cms.demo.people import (
    ALED,
    BETHAN,
    CERI,
    ELERI,
    LOWRI,
    MIDWIFE,
    NERYS,
    NURSERY_NURSE,
    PARENT_WORKER,
    PART_TIME,
    Account,
)


@frozen(kw_only=True)
class Story:
    """One family. ``weeks`` is the gestation today; with ``age`` (days) the baby is here.

    ``opened`` counts days since acceptance, where not about four days after a booking at 12 weeks.
    ``social`` is ``assessment``, ``plan``, ``register``, ``removed`` or ``home-again``. ``seen``: how many
    visits there were; ``scores``: whether the start scores are there.
    """

    key: str
    mother: str
    name: str
    weeks: str = ""
    age: int | None = None
    opened: int | None = None
    midwife: Account | None = MIDWIFE
    parent_worker: Account | None = PARENT_WORKER
    nursery_nurse: Account | None = None
    babies: int = 1
    seen: int = 6
    scores: bool = True
    social: str = ""
    language: str = "en"
    partner: str = ""
    apart: bool = False
    concealed: bool = False
    sibling_looked_after: bool = False
    previous_name: str = ""
    closed: int | None = None


STORIES = (
    # Accepted, and nobody allocated yet; allocated, and not seen yet.
    Story(key="fresh", mother="Alaw", name="Sampl", weeks="12+4", opened=1, midwife=None, parent_worker=None, seen=0),
    Story(key="waiting-for-midwife", mother="Beca", name="Treial", weeks="15+0", opened=16, midwife=None,
          parent_worker=None, seen=0),
    Story(key="no-parent-worker", mother="Cerys", name="Drafft", weeks="21+2", parent_worker=None, seen=3,
          midwife=NERYS),
    Story(key="not-seen-yet", mother="Delyth", name="Patrwm", weeks="13+3", opened=6, parent_worker=None, seen=0,
          midwife=BETHAN),
    Story(key="contact-overdue", mother="Efa", name="Rhith", weeks="17+1", opened=30, parent_worker=None, seen=0),
    # Antenatal, from the first visits to the last days.
    Story(key="week-14", mother="Ffion", name="Enghraifft", weeks="14+2", parent_worker=None, seen=1, partner="Dylan",
          midwife=ELERI),
    Story(key="week-18", mother="Gwenllian", name="Dychmyg", weeks="18+5", seen=3, scores=False, language="cy",
          midwife=ELERI, parent_worker=CERI),
    Story(key="week-22", mother="Heledd", name="Prawf", weeks="22+0", seen=4, scores=False, social="assessment"),
    Story(key="week-26", mother="Iola", name="Ffuglen", weeks="26+3", seen=5, social="plan",
          nursery_nurse=NURSERY_NURSE, midwife=NERYS),
    Story(key="week-31", mother="Lowri", name="Esgus", weeks="31+6", seen=7, partner="Gethin", parent_worker=LOWRI),
    Story(key="week-35", mother="Mali", name="Lledrith", weeks="35+1", seen=8, language="cy"),
    Story(key="scores-overdue", mother="Nia", name="Sampl-Ffug", weeks="29+4", seen=6, scores=False),
    Story(key="on-register-unborn", mother="Olwen", name="Prawf", weeks="30+2", seen=12, social="register",
          partner="Cai"),
    Story(key="birth-this-week", mother="Rhiannon", name="Treial", weeks="39+4", seen=9, social="plan"),
    Story(key="past-due", mother="Seren", name="Patrwm", weeks="41+0", seen=9, parent_worker=CERI),
    Story(key="twins", mother="Tesni", name="Enghraifft", weeks="27+0", babies=2, seen=6, partner="Iwan",
          parent_worker=LOWRI),
    # Losses are recorded on top of these.
    Story(key="loss", mother="Mared", name="Rhith", weeks="19+3", seen=3, scores=False, parent_worker=CERI),
    Story(key="twin-lost", mother="Elin", name="Drafft", weeks="28+1", babies=2, seen=6, parent_worker=CERI),
    # After birth.
    Story(key="concealed", mother="Catrin", name="Ffug", age=9, opened=5, parent_worker=None, concealed=True, seen=1,
          social="assessment", midwife=BETHAN),
    Story(key="day-5", mother="Bethan", name="Dychmyg", age=5, seen=9, parent_worker=LOWRI),
    Story(key="day-19", mother="Angharad", name="Prawf-Sampl", age=19, seen=9, social="plan"),
    Story(key="hand-over-due", mother="Siwan", name="Ffuglen", age=27, seen=9, parent_worker=ALED),
    Story(key="hand-over-overdue", mother="Nerys", name="Esgus", age=41, seen=9, partner="Aled", parent_worker=CERI),
    Story(key="four-months", mother="Luned", name="Sampl", age=120, seen=9, nursery_nurse=NURSERY_NURSE),
    Story(key="removed", mother="Manon", name="Treial", age=96, seen=9, social="removed"),
    Story(key="review-overdue", mother="Llinos", name="Patrwm", age=60, seen=9, social="register-late"),
    Story(key="near-second-birthday", mother="Eleri", name="Lledrith", age=705, seen=6, social="home-again"),
    # What only some families have.
    Story(key="kept-apart", mother="Megan", name="Drafft", age=70, partner="Macsen", apart=True, seen=7, social="plan"),
    Story(key="restricted", mother="Sioned", name="Ffug", weeks="24+4", seen=4),
    Story(key="excluded", mother="Eurwen", name="Enghraifft", weeks="23+1", seen=4, midwife=ELERI, parent_worker=LOWRI),
    Story(key="two-surnames", mother="Non", name="Dychmyg-Prawf", weeks="33+2", previous_name="Ffuglen", seen=6,
          midwife=NERYS),
    Story(key="sibling-looked-after", mother="Tegan", name="Rhith", weeks="25+5", sibling_looked_after=True, seen=5,
          social="assessment", midwife=BETHAN, parent_worker=CERI),
    Story(key="covered", mother="Fflur", name="Sampl", weeks="32+3", midwife=PART_TIME, seen=6, parent_worker=LOWRI),
    Story(key="no-access", mother="Leisa", name="Esgus", weeks="20+6", seen=2, scores=False, parent_worker=ALED),
    Story(key="closing", mother="Gwenno", name="Patrwm", age=610, seen=6),
    Story(key="closed", mother="Hana", name="Treial", age=400, seen=6, closed=12),
    Story(key="moving-away", mother="Branwen", name="Llinell", weeks="36+2", seen=8),
    # Goes on with another service (jigso_cms/demo/staying.py).
    Story(key="handed-on", mother="Elan", name="Ffugiol", weeks="33+5", seen=9, social="plan", partner="Ifan"),
)  # fmt: skip
