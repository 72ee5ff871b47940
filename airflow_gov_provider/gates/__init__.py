"""Ring 2: the use cases of the gate, over ports."""
