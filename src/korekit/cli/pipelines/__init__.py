"""Ready files for the products that run pipelines."""
