"""Every page, each found by walking these modules."""
