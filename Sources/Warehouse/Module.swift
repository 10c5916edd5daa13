// Warehouse: Parquet files through DuckDB.
//
// Writing. `DuckDBParquetWriter` takes column batches through a bounded queue; a thread of its own runs a `COPY` from a
// table function that copies columns straight into DuckDB's vectors and lets strings point into the batch, which lives
// until its rows are consumed. `ParquetWriting` is the seam for a writer of our own.
//
// Compaction. One statement reads the live files of a day without masked rows and sorts, spilling within the memory
// limit; its rows go on, chunk by chunk and without a copy, through a second table function into one file after another.
// Where a file ends is decided here: DuckDB's own splitting by size gives files out of order when it has threads.
//
// Query. Views over exactly the files of a snapshot; the user's SQL may only read, and only these files.
//
// An `Engine` is a database in memory with limits. `interrupt` stops all that it does. Everything here blocks, and
// belongs on threads that may be blocked. DuckDB runs in the worker only; nothing here is called by the daemon.
