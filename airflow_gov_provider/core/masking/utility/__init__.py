"""What a masked copy is still good for, in numbers that hold no value of the data."""
