"""Pictures that leave the pages: charts as SVG and PNG, cards; drawn by the server alone."""
