"""The engine of this machine: kernels over the mapped segments of one generation."""
