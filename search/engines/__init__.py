"""What finds articles: one protocol, and the engines that speak it."""
