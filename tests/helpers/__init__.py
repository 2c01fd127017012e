"""What tests of several packages use, as plain functions and classes; fixtures are in conftests."""
