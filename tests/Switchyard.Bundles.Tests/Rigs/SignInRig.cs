using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using System.Diagnostics.Metrics;
using Switchyard.Bundles.Authorization;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Model.Server;
using Switchyard.Processes;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Authorities;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>A node that signs in: real servers on loopback, a real database, the product's own connections, and a clock in the test's hands.</summary>
internal sealed class SignInRig : IAsyncDisposable
{
    public static readonly Uri Callback = new("http://127.0.0.1:8081/api/v1/bundles/auth/callback");
    public static readonly BundleKey Key = new("team", "signed");

    private readonly string _directory;
    private readonly VersionWatcher _watcher;
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly OAuthHttp _http = new(null);
    private readonly List<BundleConfig> _bundles = [];
    private ConfigurationModel? _model;

    private SignInRig(FakeTime time, TestAuthority authority, SignedServer server, SqliteDatabase database, string directory)
    {
        (Time, Authority, Server, Database, _directory) = (time, authority, server, database, directory);
        var node = new NodeIdentity(Guid.CreateVersion7(), "here");
        var instruments = new HubInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _watcher = new VersionWatcher(database, instruments, time, NullLogger<VersionWatcher>.Instance);
        Sealer = new SecretSealer(SecretKeyRing.Create());
        Vault = new SignInVault(database, Sealer, time);
        Challenges = new Challenges();
        var renewal = new TokenRenewal(Vault, new TokenRequests(_http), node, time, NullLogger<TokenRenewal>.Instance);
        Bearers = new Bearers(Vault, renewal, Challenges, time);
        Book = new SignInBook(Vault, Bearers, Challenges, _watcher, time, NullLogger<SignInBook>.Instance);
        SignIns = new SignIns(Vault, new SignInProtocol(_http), () => Settings, time);
        Sweep = new SignInSweep(
            Vault, new SignInCheck(Bearers, _http, key => Supervisor!.Run(key)?.Wanted?.Definition.Url, time), new SweepPlace(database, new HubPublisher(time, instruments), node, time), () => Settings, time, NullLogger<SignInSweep>.Instance);
        // No bundle of these tests is a process.
        var host = new ProcessHost(new ProcessSettings { InstallationId = "sign-in", BootId = "boot", HostEnvironment = ServerRig.HostEnvironment }, time, NullLogger<ProcessHost>.Instance);
        var directories = new BundleDirectories(directory);
        var processes = new ProcessLauncher(new BundleProcesses(host, directories), new UnpackedArchives(directories.Archives, new ArchiveShelf()), time, NullLogger<ProcessLauncher>.Instance);
        var launcher = new ServerLauncher(processes, new RemoteSettings(null), Bearers, time, NullLogger<ServerLauncher>.Instance);
        Supervisor = new BundleSupervisor(launcher, new FakeReach(new FakeLauncher()), Witness, Book, time, NullLoggerFactory.Instance);
        Calls = new BundleCalls(Supervisor, () => Settings, time);
        Catalog = new WorkspaceCatalog(Supervisor);
        Tools = new WorkspaceTools(Catalog, Calls);
    }

    public FakeTime Time { get; }

    public TestAuthority Authority { get; }

    public SignedServer Server { get; }

    public Database Database { get; }

    public SecretSealer Sealer { get; }

    public SignInVault Vault { get; }

    public Challenges Challenges { get; }

    public Bearers Bearers { get; }

    public SignInBook Book { get; }

    public SignIns SignIns { get; }

    public SignInSweep Sweep { get; }

    public BundleSettings Settings { get; set; } = BundleSettings.Default;

    public Witness Witness { get; } = new();

    public BundleSupervisor Supervisor { get; }

    public BundleCalls Calls { get; }

    public WorkspaceCatalog Catalog { get; }

    public WorkspaceTools Tools { get; }

    public BundleStatus Status => Supervisor.Find(Key)!;

    /// <param name="perUser">Whether each user signs in.</param>
    /// <param name="declared">Whether the definition says that there is a sign-in.</param>
    /// <param name="with">Changes the definition.</param>
    public static async Task<SignInRig> StartAsync(bool perUser = false, bool declared = true, Func<BundleDefinition, BundleDefinition>? with = null)
    {
        var time = new FakeTime();
        var authority = await TestAuthority.StartAsync(time);
        var server = await SignedServer.StartAsync(authority);
        var directory = Directory.CreateTempSubdirectory("switchyard-sign-ins-").FullName;
        var database = SqliteDatabase.Open(Path.Combine(directory, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(Patience.Token);
        var rig = new SignInRig(time, authority, server, database, directory);
        await rig._watcher.StartAsync(Patience.Token);
        await rig.Book.StartAsync(Patience.Token);
        var definition = new BundleDefinition { Type = BundleType.Http, Url = server.Url, Insecure = true, Authorization = declared ? new SignInTerms { PerUser = perUser } : null };
        await rig.ApplyAsync(new BundleConfig { Id = Guid.CreateVersion7(), Key = Key, Definition = with is null ? definition : with(definition) });
        return rig;
    }

    public BundleConfig Bundle(BundleKey? key = null) => _bundles.Single(bundle => bundle.Key == (key ?? Key));

    /// <summary>Puts the next revision in force.</summary>
    public async Task ApplyAsync(params BundleConfig[] bundles)
    {
        foreach (var bundle in bundles)
        {
            _bundles.RemoveAll(other => other.Key == bundle.Key);
            _bundles.Add(bundle);
        }

        var next = new ConfigurationModel
        {
            Epoch = Guid.Empty,
            Revision = (_model?.Revision ?? 0) + 1,
            Hash = "",

            // Whoever moves the clock means tokens, and no probes.
            Server = new ServerConfig { Bundles = Settings with { ProbeEvery = TimeSpan.FromDays(1) } },
            Bundles = [.. _bundles.OrderBy(static bundle => bundle.Key.ToString(), StringComparer.Ordinal)],
        };
        using var change = await Supervisor.PrepareAsync(next, _model, Patience.Token);
        change.Commit();
        _model = next;
    }

    public Task<SignInStart> StartSignInAsync(Guid? user = null, BundleKey? key = null) =>
        SignIns.StartAsync(new SignInRequest(key ?? Key, Bundle(key).Definition, user, Callback, "tester"), Patience.Token);

    /// <summary>Goes where a person is sent, and returns with what he is sent back with.</summary>
    public async Task<SignInReturn> VisitAsync(string url, string person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("X-Person", person);
        using var response = await _browser.SendAsync(request, Patience.Token);
        ((int)response.StatusCode).ShouldBe(302);
        var location = response.Headers.Location!;
        location.GetLeftPart(UriPartial.Path).ShouldBe(Callback.AbsoluteUri);
        var query = QueryHelpers.ParseQuery(location.Query);
        string? Of(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        return new SignInReturn(new Secret(Of("state")!), Of("code") is { } code ? new Secret(code) : null, Of("error"), Of("iss"));
    }

    /// <summary>Signs somebody in, and waits until this node knows.</summary>
    public async Task SignInAsync(string person, Guid? user = null, BundleKey? key = null)
    {
        var start = await StartSignInAsync(user, key);
        await SignIns.CompleteAsync(await VisitAsync(start.Url, person), Patience.Token);
        await StandsAsync(BundleAuthorization.Ok, user, key);
    }

    /// <summary>Waits until this node knows that somebody stands like that.</summary>
    public Task StandsAsync(BundleAuthorization? state, Guid? user = null, BundleKey? key = null) => UntilAsync(() => Book.Of(Bundle(key) with { User = user })?.State == state);

    /// <summary>Waits until something is so that is told of by a change of the workspace or of the bundle's status.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        var changed = new SemaphoreSlim(0);
        using var watch = Supervisor.Changes.WatchAll(_ => changed.Release());
        Witness.Watch(() => changed.Release());
        while (!isSo())
        {
            await changed.WaitAsync(Patience.Token);
        }
    }

    /// <summary>Calls a tool, and returns the text, or the code of what went wrong.</summary>
    public async Task<string> CallAsync(Guid? user = null, BundleKey? key = null, string tool = "whoami")
    {
        var outcome = await Calls.RequestAsync(key ?? Key, user, "tools/call", new() { ["name"] = tool }, Resend.IfUnsent, progress: null, Patience.Token);
        return outcome switch
        {
            CallOutcome.Result result => (string)result.Value!["content"]![0]!["text"]!,
            CallOutcome.Unavailable unavailable => unavailable.Code,
            CallOutcome.Error error => $"error: {error.Message}",
            _ => "?",
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Sweep.StopAsync(Patience.Token);
        await Supervisor.StopAsync(Patience.Token);
        await Supervisor.DisposeAsync();
        await Book.StopAsync(Patience.Token);
        await _watcher.StopAsync(Patience.Token);
        Sweep.Dispose();
        Book.Dispose();
        _watcher.Dispose();
        _http.Dispose();
        _browser.Dispose();
        await Server.DisposeAsync();
        await Authority.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
