"""What a manager watches: tiles that open into rows, loads, clocks and trends, today or on any past day."""
