"""Offer the public functions that `__init__.pyi` names, import nothing heavy."""

from importlib import import_module

__version__ = "0.1.0"


def _homes() -> dict[str, str]:
    """Return the module that holds each public name; the stub is the one list of them."""
    homes: dict[str, str] = {}
    home = ""
    with open(f"{__file__.rpartition('.')[0]}.pyi", encoding="utf-8") as stub:  # noqa: PTH123 - pathlib costs more than all the rest
        for line in stub:
            start, _, names = line.rpartition("import ")
            if start.startswith("from "):
                home = start.split()[1]
            name, _, again = names.strip(" (,)\n").partition(" as ")
            if name and name == again:
                homes[name] = home
    return homes


_HOMES = _homes()
__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from ca_summit.public import offered

        value = offered(getattr(import_module(_HOMES[name]), name), name)
        globals()[name] = value
        return value
    if name.startswith("_"):  # asked by tools, not by people
        raise AttributeError(f"module 'ca_summit' has no attribute {name!r}")
    from ca_summit.public import nearest_name

    raise AttributeError(nearest_name(name, __all__))


def __dir__() -> list[str]:
    return __all__
