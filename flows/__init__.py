"""What is asked and what follows from it: pure, synchronous, without a clock of its own."""
