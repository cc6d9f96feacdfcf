using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// Each journey starts processes of its own; two cores carry one journey at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
