using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
