"""The event coder: reads Arabic itself. One article in, mention records out, nothing else touched.

In the order it happens: ``text`` (sentences, tokens) → ``actors`` and ``places`` (who and where are named) →
``acts`` (what is said to happen) → ``arguments`` (who does it to whom) → ``dates``, ``numbers``,
``attribution`` (when, how many, who says so) → ``coder`` (the mentions).
"""
