"""What detection costs, measured: ``python -m benchmarks`` prints the table of ``docs/benchmarks.md``."""
