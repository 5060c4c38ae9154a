"""Reading a page: its bytes decoded, what it says about itself, its text, its language."""
