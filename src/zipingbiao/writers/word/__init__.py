"""Word reports: the fields a template may use, rendering, and the templates the product ships."""
