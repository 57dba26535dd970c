"""Run the ``ca-summit`` command as ``python -m ca_summit``."""

from ca_summit.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
