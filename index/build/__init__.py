"""From inputs to a published generation: reading, analysing in processes, writing, rebuilding."""
