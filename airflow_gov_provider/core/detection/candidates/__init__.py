"""Which values of a column may hold something: cheap tests that refuse nothing a recognizer finds."""
