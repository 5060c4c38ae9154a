"""Waqai: from a day's Arabic news to a published warehouse of events.

The stages, in the order they happen, are one module each: ``discover``, ``fetch`` (which archives through
``archive``), ``articles``, ``coding`` and then ``warehouse``. Each reads one partition and writes one.
"""
