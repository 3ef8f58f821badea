"""What else changed: figures of a period, each with the rows that it counts and those that it leaves out."""

from outcomes.reading.course.figures import FIGURES, Figure, figure_of
from outcomes.reading.course.result import course_result, left_out_of
from outcomes.reading.course.rows import Line, Span

__all__ = ["FIGURES", "Figure", "Line", "Span", "course_result", "figure_of", "left_out_of"]
