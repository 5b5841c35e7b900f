"""Routes that the workbench asks beside those that programs ask: a file for each family."""
