"""zipingbiao"""
