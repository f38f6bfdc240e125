"""What was said to the public, and when (5.2.1.3.a, PAR-14): the program publishes nothing, it keeps the record."""
