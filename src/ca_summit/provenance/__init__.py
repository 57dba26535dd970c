"""Tell where values come from and how to cite them, through merges too: why(), cite()."""

from ca_summit.provenance.asking import why
from ca_summit.provenance.citation import cite
from ca_summit.provenance.origin import Origin, Origins

__all__ = ["Origin", "Origins", "cite", "why"]
