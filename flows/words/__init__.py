"""What people write, read: days, times of day and numbers in Bokmål, Nynorsk and English."""
