"""One module a page: its addresses (``urls``), and the views behind them."""
