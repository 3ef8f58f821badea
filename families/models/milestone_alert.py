from django.db import models

from activity.history import untracked


@untracked("Says that managers were told once; whom, and whether they read it, is a notification each")
class MilestoneAlert(models.Model):
    """That a late clock was told to the managers of its team, so that it is told once."""

    milestone = models.OneToOneField("families.Milestone", models.CASCADE, primary_key=True, related_name="alert")
    told_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.told_on}"
