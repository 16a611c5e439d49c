"""What differs between two IR values."""
