"""The archive by day and paper, as one leafs through volumes."""
