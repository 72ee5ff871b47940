"""The story, and the servers it is played on."""
