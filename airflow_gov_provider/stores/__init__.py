"""Ring 3: ports made real by third-party I/O, still without Airflow."""
