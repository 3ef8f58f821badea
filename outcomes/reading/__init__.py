"""Reading rows in sets: what a computation takes in, and what pages show."""
