"""The quality gates: what must hold of a night's rows before anything is published.

``articles``, ``mentions`` and ``marts`` declare the rules, each beside its severity; ``night`` reads what the
first two are checked against; ``validation`` has Great Expectations check them; ``gate`` is the door.
"""

import os

# Read once, when Great Expectations is imported: so it stands before any module here can import it.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
