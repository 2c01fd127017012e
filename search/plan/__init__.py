"""From what a query asks for to what an engine is asked: weighted terms and conditions."""
