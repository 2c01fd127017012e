"""What holds for every address: files, caching, rates, security, failures, access logs."""
