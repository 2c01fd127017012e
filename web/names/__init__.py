"""The pages of people, places and organisations."""
