"""A service model of botocore: where it comes from, whether it is well-formed, and what of it is wanted."""
