"""The Microsoft 365 Agents Playground as the local world's Teams client, when Node.js is there."""
