using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// Each journey starts processes of its own and waits for leases, heartbeats and starts a third of the time: three of them fill two cores. Those that must not be disturbed are in a collection of their own.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
