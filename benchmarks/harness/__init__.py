"""Load comparison of Model Catalog with nginx and the npm gateway."""
