"""What holds for every address: parameters, caching, rates, security, errors, metrics."""
