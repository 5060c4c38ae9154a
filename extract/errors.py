"""The errors that a person can mend: one line that names the thing, the place and the way out.

Anything else that is raised is a bug and keeps its traceback.
"""


class WaqaiError(Exception):
    """The work failed, or a gate did. The command ends with exit code 1."""

    exit_code = 1


class UsageError(WaqaiError):
    """What was asked for cannot be: a wrong date, an unknown outlet, a file that is not what it should be."""

    exit_code = 2


class OutletUnreachable(WaqaiError):
    """No feed and no sitemap of an outlet answered: the night goes on without it and says so."""


class GateStopped(WaqaiError):
    """A quality gate found a fault whose severity is ``stop``: nothing is published."""


class BuildFailed(WaqaiError):
    """dbt could not build or test the warehouse."""
