"""A Teams client in the terminal: the connector protocol, cards as text, anyone of the sample people."""
