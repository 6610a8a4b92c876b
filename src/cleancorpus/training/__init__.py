"""How the learned models are made; needs the extra `train`, is never imported by a run."""
