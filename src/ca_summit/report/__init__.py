"""Run notebooks and write one offline HTML file."""
