"""The review workpaper (复核底稿) as a workbook."""
