"""A bot killed at every line that reaches outside, answers that are lost, presses that nobody should make."""
