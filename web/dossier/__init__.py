"""The dossier: articles that a reader collects, orders and annotates, and takes along."""
