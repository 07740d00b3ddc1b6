"""The same index on Milvus, for who outgrows one machine: published from a folder, read by any number of servers."""
