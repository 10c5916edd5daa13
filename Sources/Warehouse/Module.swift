// Warehouse: Parquet files through DuckDB.
//
// Writing: a `ColumnBatch` goes through a bounded queue into a table function of DuckDB, and from there by `COPY` into a
// file. Compaction: the live files of a day become few large sorted ones. Query: SQL over exactly the files of a
// snapshot, without the rows that are masked.
//
// DuckDB runs in the worker only; nothing here is called by the daemon.
