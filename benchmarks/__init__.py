"""What the product costs, measured. `make bench` runs everything; see CONTRIBUTING.md."""
