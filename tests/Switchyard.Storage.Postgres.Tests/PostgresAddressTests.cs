using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres.Tests;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://ann:p%40ss@db.example:6432/switch?sslmode=require", "db.example", 6432, "switch", "ann", "p@ss")]
    [InlineData("postgresql://ann@db.example/switch", "db.example", 5432, "switch", "ann", null)]
    [InlineData("postgres:///switch?host=/run/postgresql&user=ann", "/run/postgresql", 5432, "switch", "ann", null)]
    [InlineData("postgres://[::1]:6432/switch", "::1", 6432, "switch", null, null)]
    [InlineData("Host=db.example;Port=6432;Database=switch;Username=ann;Password=p@ss", "db.example", 6432, "switch", "ann", "p@ss")]
    public void Both_forms_are_read(string text, string host, int port, string database, string? user, string? password)
    {
        var settings = PostgresAddress.Parse(text);

        (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password).ShouldBe((host, port, database, user, password));
        settings.ApplicationName.ShouldBe("switchyard");
        settings.Timeout.ShouldBe(5);
    }

    [Fact]
    public void Options_of_the_text_win_and_reach_the_listening_connection()
    {
        var settings = PostgresAddress.Parse("postgres://a@b/c?sslmode=require&connect_timeout=9&application_name=mine&Maximum Pool Size=7");

        settings.SslMode.ShouldBe(SslMode.Require);
        (settings.Timeout, settings.ApplicationName, settings.MaxPoolSize).ShouldBe((9, "mine", 7));
        var listening = PostgresAddress.ForListening(settings);
        (listening.ApplicationName, listening.Pooling, listening.SslMode).ShouldBe(("switchyard-listen", false, SslMode.Require));
        listening.KeepAlive.ShouldBe(0, "the driver's sign of life blocks a thread of the pool; the listener asks by itself");
    }

    [Theory]
    [Trait("criterion", "PRV-32")]
    [InlineData("postgres://ann:canary@db:notaport/x")]
    [InlineData("postgres://ann:canary@db/x?nonsense=canary")]
    [InlineData("Host=db;Password=canary;Nonsense=canary")]
    [InlineData("Host=db;Port=canary")]
    [InlineData("Database=x;Password=canary")]
    [InlineData("postgres:///x?password=canary")]
    public void What_can_not_be_read_is_refused_without_being_repeated(string text)
    {
        var failure = Should.Throw<DatabaseAddressException>(() => PostgresAddress.Parse(text));

        failure.ToString().ShouldNotContain("canary");
    }

    [Fact]
    [Trait("criterion", "PRV-32")]
    public async Task A_failing_connection_names_the_place_and_no_password()
    {
        await using var database = PostgresDatabase.Create("postgres://ann:canary@127.0.0.1:1/x", TimeProvider.System, NullLoggerFactory.Instance);

        var failure = await Should.ThrowAsync<DatabaseUnavailableException>(() => database.ReadAsync(EpochTable.GetAsync, TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("127.0.0.1:1/x");
        failure.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("55P03", typeof(DatabaseBusyException), false)]
    [InlineData("40P01", typeof(DatabaseBusyException), false)]
    [InlineData("40001", typeof(DatabaseBusyException), false)]
    [InlineData("23505", typeof(UniqueConflictException), false)]
    [InlineData("25P02", typeof(InvalidOperationException), false)]
    [InlineData("57P01", typeof(DatabaseUnavailableException), true)]
    [InlineData("57P03", typeof(DatabaseUnavailableException), true)]
    [InlineData("08006", typeof(DatabaseUnavailableException), true)]
    [InlineData("53300", typeof(DatabaseUnavailableException), false)]
    [InlineData("53100", typeof(DatabaseUnavailableException), false)]
    [InlineData("28P01", typeof(DatabaseUnavailableException), false)]
    [InlineData("3D000", typeof(DatabaseUnavailableException), false)]
    [InlineData("25006", typeof(DatabaseUnavailableException), false)]
    [InlineData("57014", typeof(DatabaseUnavailableException), false)]
    [InlineData("42P01", null, false)]
    [InlineData("23503", null, false)]
    public void Codes_of_the_server_have_their_meaning(string code, Type? kind, bool unknownAtCommit)
    {
        var error = new PostgresException("the server's words", "ERROR", "ERROR", code);

        PostgresFailures.Translate(error, "db", committing: false)?.GetType().ShouldBe(kind);
        var committing = PostgresFailures.Translate(error, "db", committing: true);
        committing?.GetType().ShouldBe(kind);
        (committing is DatabaseUnavailableException { OutcomeUnknown: true }).ShouldBe(unknownAtCommit);
    }

    [Fact]
    public void A_broken_connection_leaves_the_outcome_open_only_at_commit()
    {
        var broken = new NpgsqlException("broken", new IOException("reset"));

        PostgresFailures.Translate(broken, "db", committing: false).ShouldBeOfType<DatabaseUnavailableException>().OutcomeUnknown.ShouldBeFalse();
        PostgresFailures.Translate(broken, "db", committing: true).ShouldBeOfType<DatabaseUnavailableException>().OutcomeUnknown.ShouldBeTrue();
        PostgresFailures.Translate(new InvalidOperationException(), "db", committing: true).ShouldBeNull();
    }
}
