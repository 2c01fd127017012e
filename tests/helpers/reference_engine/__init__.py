"""An engine that looks at one article after another: what engines must answer, in plain Python.

It is slow, keeps everything in memory, and shows that nothing above the seam knows the engine of
this machine: its keys are words, and what comes in no promised order comes in an unusual one.
"""

from helpers.reference_engine.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
