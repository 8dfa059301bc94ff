"""The local world: real servers on loopback behind the same SDKs the bot uses in production."""
