"""Name the public functions, import nothing heavy."""

__version__ = "0.1.0"
