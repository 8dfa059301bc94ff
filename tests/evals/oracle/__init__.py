"""What the right answers are, in plain Python over the sheets' raw JSON; shares no code with the bot."""
