// Tables
//
// The one place that knows what the tables look like. `TableSchema` lists every column once: its name, its type,
// where its value comes from and what it means. The writer's schema, the views, the documentation and the tests are
// derived from that list, so that a column cannot exist in one of them only.
//
// The second half is what the data path fills: column buffers. They are plain memory with typed accessors, allocated
// once for a batch of rows and reused, so that adding a value is a store and not an allocation. A batch belongs to one
// thread at a time; handing it over is a transfer of ownership.
