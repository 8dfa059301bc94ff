"""Hostile input: statements, cells, titles and comments written to do what nobody may do."""
