"""What may cross which boundary: model, parsing and evaluation of policies."""
