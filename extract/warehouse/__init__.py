"""From the lake to what people query: build (dbt), publish (an atomic switch), query and explain."""
