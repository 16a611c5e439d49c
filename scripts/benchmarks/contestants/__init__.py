"""Each module: `works(data)`, by name what a contestant can do with the data, as its own users would write it."""
