"""What is in the data: recognizers, the scan engine and its value-free findings."""
