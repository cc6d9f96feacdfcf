using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Switchyard.Host.Doctor;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Host.Serving;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sqlite;
using Switchyard.Storage.Workspaces;
using Switchyard.Testing.Certificates;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Host.Tests.Doctor;

/// <summary>Each mistake is made, and <c>switchyard doctor</c> has to name it with what to do. What is in order has to stay unblamed.</summary>
public sealed class DoctorTests(PostgresServer server) : IDisposable
{
    private const string Keys = "c3dpdGNoeWFyZC1ob3N0LXRlc3Qta2V5cy0wMDAwMDE=";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-doctor-");

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    public async Task What_is_in_order_is_not_blamed()
    {
        var findings = await ExamineAsync(await OwnedDatabaseAsync());
        findings.Where(static finding => finding.State == FindingState.Failed).ShouldBeEmpty();
        findings.Where(static finding => finding.State == FindingState.Warning).Select(static finding => finding.Check).ShouldBe(["node"], "nothing runs, and that is all");
    }

    [Fact]
    public async Task A_sealing_key_that_is_none() =>
        (await FailedAsync(Options() with { SecretKeys = new Secret("dG9vIHNob3J0") }, "sealing keys")).Detail.ShouldNotContain("dG9vIHNob3J0");

    [Fact]
    public async Task A_sealing_key_that_opens_nothing()
    {
        await RecordAsync(SecretKeyRing.Create());
        (await FailedAsync(Options(), "sealed values")).Detail.ShouldContain("provider_keys.sealed");
    }

    [Fact]
    public async Task Nodes_of_one_database_without_a_common_key() =>
        (await WarnedAsync(await OwnedDatabaseAsync() with { SecretKeys = null }, "sealing keys")).Hint.ShouldContain("SWITCHYARD_SECRET_KEYS");

    [Fact]
    public async Task A_data_directory_that_is_a_file()
    {
        var file = Write("file", "");
        (await FailedAsync(Options() with { DataDirectory = file }, "data directory")).Detail.ShouldContain(file);
    }

    [Fact]
    public Task A_data_directory_that_can_not_be_written() => FailedAsync(Options() with { DataDirectory = "/proc" }, "data directory");

    [Fact]
    public async Task A_data_directory_that_everybody_may_write()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of files are of Unix.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory.FullName, (UnixFileMode)0b111_111_111);
        }

        (await FailedAsync(Options(), "data directory")).Hint.ShouldContain("chmod 700");
    }

    [Fact]
    public async Task A_data_directory_that_another_node_has()
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "journal"));
        await using var other = new FileStream(Path.Combine(_directory.FullName, "journal", "owner.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        (await FailedAsync(Options(), "data directory")).Hint.ShouldContain("--data-dir");
    }

    [Fact]
    public async Task A_database_that_takes_no_connection()
    {
        var finding = await FailedAsync(Options() with { Database = "Host=127.0.0.1;Port=1;Database=none;Username=nobody;Password=do-not-show" }, "database");
        finding.Detail.ShouldContain("127.0.0.1:1");
        finding.Detail.ShouldNotContain("do-not-show");
    }

    [Fact]
    public async Task An_address_of_a_database_that_is_none() => (await FailedAsync(Options() with { Database = "Host=" }, "database")).Hint.ShouldContain("postgres://");

    [Fact]
    public async Task A_database_of_a_later_version()
    {
        await using (var database = await OpenAsync())
        {
            await database.WriteAsync((session, token) => session.ExecuteAsync("update schema_migrations set number = 9999 where number = (select max(number) from schema_migrations)", null, token), Ended);
        }

        (await FailedAsync(Options(), "schema")).Detail.ShouldContain("9999");
    }

    [Fact]
    public async Task A_role_that_may_not_make_tables()
    {
        var address = await server.CreateDatabaseAsync();
        await ExecuteAsync(address, "do $$ begin create role doctor_small login; exception when duplicate_object then null; end $$; revoke create on schema public from public");
        (await FailedAsync(Options() with { Database = With(address, "doctor_small") }, "database")).Detail.ShouldContain("doctor_small");
    }

    [Fact]
    public async Task A_superuser() => (await WarnedAsync(Options() with { Database = await server.CreateDatabaseAsync() }, "database")).Detail.ShouldContain("superuser");

    [Fact]
    public async Task A_clock_that_is_off() => await FailedAsync(await OwnedDatabaseAsync(), "clock", new FakeTime(TimeProvider.System.GetUtcNow().AddMinutes(-5)));

    [Fact]
    public async Task Notifications_that_do_not_arrive()
    {
        var options = await OwnedDatabaseAsync();
        await using var relay = new DeafRelay(server.Port);
        var deaf = new NpgsqlConnectionStringBuilder(options.Database) { Port = relay.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable };
        (await WarnedAsync(options with { Database = deaf.ToString() }, "notifications")).Hint.ShouldContain("pooler");
    }

    [Fact]
    public async Task An_address_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        (await FailedAsync(Options() with { Listen = new Uri($"http://{other.LocalEndpoint}") }, "data plane")).Hint.ShouldContain("--listen");
    }

    [Fact]
    public async Task Both_planes_at_one_address()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = new Uri($"http://{free.LocalEndpoint}");
        free.Stop();
        await FailedAsync(Options() with { Listen = address, AdminListen = address }, "addresses");
    }

    [Fact]
    public async Task A_control_plane_for_everybody_without_encryption() =>
        (await WarnedAsync(Options() with { AdminListen = new Uri("http://0.0.0.0:0") }, "control plane")).Hint.ShouldContain("--tls-certificate");

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public async Task Egress_to_everywhere(string entry) => (await WarnedAsync(Options() with { EgressAllow = [entry] }, "egress")).Detail.ShouldContain(entry);

    [Fact]
    public async Task Egress_that_can_not_be_read() => (await FailedAsync(Options() with { EgressAllow = ["10.0.0.0/99"] }, "egress")).Detail.ShouldContain("10.0.0.0/99");

    [Theory]
    [InlineData("http://nowhere.invalid", "", "nowhere.invalid")]
    [InlineData("http://127.0.0.1:1", "127.0.0.0/8", "127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1", "", "egress")]
    public async Task A_provider_that_can_not_be_reached(string baseUrl, string allow, string named)
    {
        var file = Write("providers.yaml", $"version: 1\nproviders:\n  - {{name: far, type: openai-compatible, baseUrl: \"{baseUrl}\", settings: {{keyless: true}}}}\n");
        (await FailedAsync(Options() with { ConfigPaths = [file], EgressAllow = allow.Length == 0 ? [] : [allow] }, "provider far")).Detail.ShouldContain(named);
    }

    [Fact]
    public async Task A_recorded_provider_that_can_not_be_reached()
    {
        await RecordAsync(SecretKeyRing.Parse(Keys));
        (await FailedAsync(Options(), "provider recorded")).Hint.ShouldContain("--egress-allow");
    }

    [Fact]
    public async Task A_bundle_whose_program_is_missing()
    {
        var file = Write("bundles.yaml", "version: 1\nserver: {bundles: {commands: [no-such-program]}}\nbundles:\n  - {name: files, workspaces: [web], type: stdio, command: no-such-program}\n");
        (await FailedAsync(Options() with { ConfigPaths = [file] }, "bundle web/files")).Detail.ShouldContain("no-such-program");
    }

    [Fact]
    public async Task A_program_of_a_bundle_is_looked_for_in_its_own_path_and_only_if_it_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of files are of Unix.");
        await RecordBundlesAsync(("own-path", $$$"""{"command":"only-here","env":{"PATH":"{{{_directory.FullName}}}"}}""", true), ("missing", """{"command":"no-such-program"}""", true), ("stopped", """{"command":"no-such-program"}""", false));
        var program = Write("only-here", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var findings = (await ExamineAsync(Options())).Where(static finding => finding.Check.StartsWith("bundle ", StringComparison.Ordinal));

        findings.Select(static finding => (finding.Check, finding.State)).ShouldBe([("bundle web/missing", FindingState.Failed), ("bundle web/own-path", FindingState.Ok)]);
    }

    [Fact]
    public async Task A_host_is_well_if_one_of_its_addresses_may_be_dialled()
    {
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start();
        var url = $"http://two.example:{((IPEndPoint)upstream.LocalEndpoint).Port}";
        Task<IPAddress[]> TwoAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Loopback]);

        (await new UpstreamCheck(["127.0.0.0/8"], TwoAsync).RunAsync([("two", url)], Ended)).ShouldHaveSingleItem().State.ShouldBe(FindingState.Ok);
        (await new UpstreamCheck([], TwoAsync).RunAsync([("two", url)], Ended)).ShouldHaveSingleItem().Detail.ShouldContain("10.0.0.1");
    }

    [Fact]
    public async Task A_certificate_that_has_ended() =>
        (await FailedAsync(Options() with { Tls = Certificate(TestCertificate.Create(TimeProvider.System.GetUtcNow().AddDays(-1))) }, "certificate")).Detail.ShouldContain("ended at");

    [Fact]
    public async Task A_certificate_that_ends_soon() =>
        (await WarnedAsync(Options() with { Tls = Certificate(TestCertificate.Create(TimeProvider.System.GetUtcNow().AddDays(3))) }, "certificate")).Detail.ShouldContain("ends in");

    [Fact]
    public async Task A_certificate_with_the_key_of_another()
    {
        var (mine, other) = (Certificate(TestCertificate.Create()), Path.Combine(_directory.FullName, "other.key"));
        TestCertificate.Create().Write(Path.Combine(_directory.FullName, "other.crt"), other);
        await FailedAsync(Options() with { Tls = mine with { Key = other } }, "certificate");
    }

    [Fact]
    public async Task A_configuration_file_with_a_fault()
    {
        var file = Write("wrong.yaml", "version: 1\nprovider: []\n");
        (await FailedAsync(Options() with { ConfigPaths = [file] }, "configuration")).Detail.ShouldContain("wrong.yaml");
    }

    [Fact]
    public void Too_few_open_files()
    {
        OpenFilesCheck.Of("Limit                     Soft Limit           Hard Limit           Units     \nMax open files            256                  1024                 files     \n").State.ShouldBe(FindingState.Failed);
        OpenFilesCheck.Of("Max open files            1024                 65536                files     \n").State.ShouldBe(FindingState.Ok);
        OpenFilesCheck.Of("Max open files            unlimited            unlimited            files     \n").State.ShouldBe(FindingState.Ok);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(ServeOptions options, TimeProvider? time = null) =>
        await DoctorCommand.ExamineAsync(options, new NodeCheck(new Uri("http://127.0.0.1:1"), null), static name => name == "PATH" ? "/usr/bin:/bin" : null, time ?? TimeProvider.System, Ended);

    private static async Task<(string Detail, string Hint)> FailedAsync(ServeOptions options, string check, TimeProvider? time = null) =>
        ToBeMended((await ExamineAsync(options, time)).Where(finding => finding.Check == check && finding.State == FindingState.Failed).ShouldHaveSingleItem());

    private static async Task<(string Detail, string Hint)> WarnedAsync(ServeOptions options, string check) =>
        ToBeMended((await ExamineAsync(options)).Where(finding => finding.Check == check && finding.State == FindingState.Warning).ShouldHaveSingleItem());

    private static (string Detail, string Hint) ToBeMended(Finding finding) => (finding.Detail, finding.Hint.ShouldNotBeNull());

    private static async Task ExecuteAsync(string address, string sql)
    {
        await using var source = NpgsqlDataSource.Create(address + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ended);
    }

    private static string With(string address, string role) => new NpgsqlConnectionStringBuilder(address) { Username = role }.ToString();

    private ServeOptions Options() => new()
    {
        Listen = new Uri("http://127.0.0.1:0"),
        AdminListen = new Uri("http://127.0.0.1:0"),
        DataDirectory = _directory.FullName,
        Database = Path.Combine(_directory.FullName, "switchyard.db"),
        NodeName = "doctor",
        SecretKeys = new Secret(Keys),
    };

    /// <summary>A database of a server as it should be: migrated, and of a role that is no superuser.</summary>
    private async Task<ServeOptions> OwnedDatabaseAsync()
    {
        var address = await server.CreateDatabaseAsync();
        await ExecuteAsync(address, "do $$ begin create role doctor_owner login; exception when duplicate_object then null; end $$; grant all on schema public to doctor_owner");
        var owned = With(address, "doctor_owner");
        await using var database = PostgresDatabase.Create(owned, TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(Ended);
        return Options() with { Database = owned };
    }

    private async Task<SqliteDatabase> OpenAsync()
    {
        var database = SqliteDatabase.Open(Path.Combine(_directory.FullName, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(Ended);
        return database;
    }

    /// <summary>A provider at an address that nobody allows, with a key that <paramref name="ring"/> seals.</summary>
    private async Task RecordAsync(SecretKeyRing ring)
    {
        await using var database = await OpenAsync();
        var (provider, key, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        await database.WriteAsync(
            async (session, token) =>
            {
                await ProviderTable.InsertAsync(
                    session,
                    new ProviderRow
                    {
                        Id = provider, Name = "recorded", Type = "openai", DisplayName = "Recorded", BaseUrl = "http://127.0.0.1:1", Enabled = true, AllowByok = false, SettingsJson = "{}", CreatedAt = now, UpdatedAt = now,
                    },
                    token);
                await ProviderKeyTable.InsertAsync(
                    session,
                    new ProviderKeyRow
                    {
                        Id = key, ProviderId = provider, Label = "main", Position = 0, Enabled = true, Masked = "…1234", Sealed = new SecretSealer(ring).Seal("provider_keys", "sealed", key, "sk-1234"), CreatedAt = now,
                    },
                    token);
            },
            Ended);
    }

    private async Task RecordBundlesAsync(params (string Name, string Definition, bool Enabled)[] bundles)
    {
        await using var database = await OpenAsync();
        var (workspace, now) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        await database.WriteAsync(
            async (session, token) =>
            {
                await WorkspaceTable.InsertAsync(session, new WorkspaceRow { Id = workspace, Name = "web", DisplayName = "", CreatedAt = now, UpdatedAt = now }, token);
                foreach (var (name, definition, enabled) in bundles)
                {
                    await BundleTable.InsertAsync(
                        session, new BundleRow { Id = Guid.CreateVersion7(), WorkspaceId = workspace, Workspace = "web", Name = name, DefinitionJson = definition, CreatedAt = now, UpdatedAt = now }, token);
                    await BundleSwitchTable.UpdateAsync(session, await BundleSwitchTable.LockAsync(session, "web", name, now, token) with { Enabled = enabled }, token);
                }
            },
            Ended);
    }

    private TlsFiles Certificate(TestCertificate certificate)
    {
        var files = new TlsFiles(Path.Combine(_directory.FullName, "tls.crt"), Path.Combine(_directory.FullName, "tls.key"));
        certificate.Write(files.Certificate, files.Key);
        return files;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
