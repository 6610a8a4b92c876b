"""Whether a version is what its manifest says."""
