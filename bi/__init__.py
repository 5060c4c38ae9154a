"""What people look at: the daily brief."""
