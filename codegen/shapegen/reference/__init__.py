"""The reference of a package: pages in Markdown, for a site made with Zensical or MkDocs Material."""
