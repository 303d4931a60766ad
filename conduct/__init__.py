"""Reports and cases under the Code of Conduct."""
