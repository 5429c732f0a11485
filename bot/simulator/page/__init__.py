"""The demo page's files, as they are served: markup, styles and modules, nothing fetched from elsewhere."""
