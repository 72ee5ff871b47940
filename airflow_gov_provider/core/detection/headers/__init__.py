"""What a column's name says, in many languages."""
