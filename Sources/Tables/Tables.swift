// Tables
//
// The one place that knows what the tables look like. A batch (`DNSBatch`, `ICMPBatch`, `FlowBatch`) has every column of
// its table once: a property, and on the same line its name, its type, what knows its value, where that comes from, what it
// means and whether it is always there. `TableSchema` reads the columns off the batch, and the Parquet files, the views,
// `COLUMNS.md` and the tests are made of the schema, so that a column cannot exist in one of them only.
//
// The second half is what the data path fills: column buffers. They are plain memory with typed accessors, allocated
// once for a batch of rows and reused, so that adding a value is a store and not an allocation. A batch belongs to one
// thread at a time; handing it over is a transfer of ownership.
