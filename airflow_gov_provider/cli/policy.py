"""``policy init|check|explain``: write, check and try out a policy."""
