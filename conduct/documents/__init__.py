"""Documents of conduct: the file of a case as it is frozen."""
