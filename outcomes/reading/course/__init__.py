"""What else changed: figures of a period, each with the rows that it counts and those that it leaves out."""

from outcomes.reading.course.figures import FIGURES, Figure, figure_of
from outcomes.reading.course.result import associated, course_result, lines_behind
from outcomes.reading.course.rows import Line, Span

__all__ = ["FIGURES", "Figure", "Line", "Span", "associated", "course_result", "figure_of", "lines_behind"]
