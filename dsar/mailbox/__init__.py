"""The demo's post: what the mail catcher kept, to be read by whoever tries the product.

It shows everybody's letters to everybody and therefore exists in a demo only.
"""
