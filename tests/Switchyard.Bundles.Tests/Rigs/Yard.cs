using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>A supervisor with servers, clock and configuration in the test's hands.</summary>
internal sealed class Yard : IAsyncDisposable
{
    private readonly Dictionary<BundleKey, BundleConfig> _bundles = [];
    private readonly Faults _faults = new();
    private ConfigurationModel? _model;

    /// <param name="reach">Leads to servers of other nodes; <see cref="Reach"/> by default.</param>
    public Yard(Func<FakeTime, IOwnerReach>? reach = null)
    {
        Reach = new FakeReach(Launcher);
        Supervisor = new BundleSupervisor(Launcher, reach?.Invoke(Time) ?? Reach, Witness, Book, Time, _faults);
        Owner = Hold(TimeSpan.MaxValue);
        Calls = new BundleCalls(Supervisor, () => BundleSettings.Default, Time);
    }

    public static BundleKey Key { get; } = new("team", "files");

    public FakeTime Time { get; } = new();

    public FakeLauncher Launcher { get; } = new();

    public FakeReach Reach { get; }

    /// <summary>Whose exclusive bundles are; this node's unless a test says otherwise.</summary>
    public Ownership Owner { get; private set; }

    public Witness Witness { get; } = new();

    public TestBook Book { get; } = new();

    public BundleSupervisor Supervisor { get; }

    public BundleCalls Calls { get; }

    /// <summary>Calls that a test has begun and does not await.</summary>
    public List<Task> Calling { get; } = [];

    public long Revision => _model?.Revision ?? 0;

    /// <summary>Errors that the lifecycle logged.</summary>
    public IReadOnlyList<string> Broken => _faults.Lines;

    public BundleStatus Status => Supervisor.Find(Key)!;

    public static BundleConfig Bundle() => Bundle(Key);

    public static BundleConfig Bundle(BundleKey key) => new()
    {
        Id = Guid.CreateVersion7(),
        Key = key,
        Definition = new BundleDefinition { Type = BundleType.Stdio, Command = "server", Credentials = [new CredentialField { Name = "token", Env = "TOKEN" }] },
    };

    public BundleConfig this[BundleKey key] => _bundles[key];

    public bool Has(BundleKey key) => _bundles.ContainsKey(key);

    /// <summary>Puts the next revision in force.</summary>
    public async Task<long> ApplyAsync(params IEnumerable<BundleConfig> bundles)
    {
        foreach (var bundle in bundles)
        {
            _bundles[bundle.Key] = bundle;
        }

        var next = new ConfigurationModel
        {
            Epoch = Guid.Empty,
            Revision = Revision + 1,
            Hash = "",
            Bundles = [.. _bundles.Values.OrderBy(bundle => bundle.Key.ToString(), StringComparer.Ordinal)],
        };
        using var change = await Supervisor.PrepareAsync(next, _model, Patience.Token);
        change.Commit();
        _model = next;
        Own(Owner);
        return next.Revision;
    }

    /// <summary>A lease of this node for so long.</summary>
    public Ownership.Held Hold(TimeSpan length) => new(new HeldLease(1, length == TimeSpan.MaxValue ? length : Time.GetElapsedTime(0) + length, Time));

    /// <summary>Says whose exclusive bundles are.</summary>
    public void Own(Ownership owner)
    {
        Owner = owner;
        foreach (var bundle in _bundles.Values.Where(bundle => bundle.Definition.Exclusive))
        {
            Supervisor.Own(bundle.Key, owner);
        }
    }

    public Task<long> ChangeAsync(Func<BundleConfig, BundleConfig> change) => ApplyAsync(change(_bundles[Key]));

    public Task<long> RemoveAsync(BundleKey? key = null)
    {
        _bundles.Remove(key ?? Key);
        return ApplyAsync();
    }

    /// <summary>Leaves a bundle out of the next revision.</summary>
    public void Drop(BundleKey key) => _bundles.Remove(key);

    public static BundleConfig SetToken(BundleConfig bundle, string value) => bundle with
    {
        Credentials = bundle.Credentials with { Version = bundle.Credentials.Version + 1, Values = new Dictionary<string, Secret?> { ["token"] = new Secret(value) } },
    };

    public static BundleConfig RevokeToken(BundleConfig bundle) => bundle with
    {
        Credentials = new BundleCredentials { Version = bundle.Credentials.Version + 1, Revoked = bundle.Credentials.Revoked + 1 },
    };

    public Task<BundleStatus?> SettledAsync(long revision) => Supervisor.SettledAsync(Key, revision, Patience.Token);

    public async Task<FakeLauncher.PendingStart> NextStartAsync() => await Launcher.Starts.ReadAsync(Patience.Token);

    /// <summary>Waits until the bundle is in a state.</summary>
    public async Task<BundleStatus> UntilAsync(Func<BundleStatus, bool> wanted, BundleKey? key = null)
    {
        var run = Supervisor.Run(key ?? Key)!;
        while (true)
        {
            var status = run.Status.Read(out var number);
            if (wanted(status))
            {
                return status;
            }

            await run.Status.WaitForAsync(number + 1, Patience.Token);
        }
    }

    /// <summary>An installed, eager bundle whose server is up.</summary>
    public async Task<FakeServer> RunningAsync(Func<BundleConfig, BundleConfig>? with = null)
    {
        var bundle = Bundle();
        await ApplyAsync(with is null ? bundle with { Definition = bundle.Definition with { Eager = true } } : with(bundle with { Definition = bundle.Definition with { Eager = true } }));
        (await NextStartAsync()).Succeed();
        await UntilAsync(status => status.State == BundleState.Running);
        return Launcher.Alive.Single();
    }

    public async ValueTask DisposeAsync()
    {
        await Supervisor.StopAsync(Patience.Token);
        await Supervisor.DisposeAsync();
    }

    private sealed class Faults : ILoggerFactory, ILogger
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_gate)
                {
                    return [.. _lines];
                }
            }
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _lines.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
