"""The Teams app package: manifest, icons, and the command that builds and checks it (`python -m manifest --help`)."""
