"""Places elsewhere (`s3://`, `gs://`, `hf://`, `https://` and what else fsspec knows): understood, asked again, opened."""
