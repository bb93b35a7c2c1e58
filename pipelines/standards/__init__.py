"""Published standards as dated tables (YAML), and what reads them."""
