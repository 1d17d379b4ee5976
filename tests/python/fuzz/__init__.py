"""The differential fuzzer: random array programs, run under NumPy and under legate.numpy, and compared."""
