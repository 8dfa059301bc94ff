"""The figures of the house: its structure, what a new thing touches, and how many small faults its tests notice."""
