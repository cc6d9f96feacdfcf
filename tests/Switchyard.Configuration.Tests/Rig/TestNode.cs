using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Watching;
using Switchyard.Hub;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Rig;

/// <summary>Hub and configuration of a node as the product registers them, on a real database.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static int _ids;

    private readonly ServiceProvider _services;
    private readonly Database _database;
    private readonly List<IHostedService> _started = [];

    public TestNode(Database database, SecretSealer sealer, TimeProvider time, IReadOnlyList<string> files, params IConfigurationConsumer[] consumers)
        : this(database, sealer, time, new NodeHome(NewId(), null), files, consumers)
    {
    }

    public TestNode(Database database, SecretSealer sealer, TimeProvider time, NodeHome home, IReadOnlyList<string> files, params IConfigurationConsumer[] consumers)
    {
        _database = database;
        Sealer = sealer;
        Id = home.Id;
        Scripted = new ScriptedDatabase(database);
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton(time).AddSingleton<Database>(Scripted).AddSingleton(sealer);
        services.AddSingleton(new NodeIdentity(home.Id, $"node-{home.Id:N}"[..13]));
        foreach (var consumer in consumers)
        {
            services.AddSingleton(consumer);
        }

        if (home.Directory is not null)
        {
            services.AddLastGood(home.Directory);
        }

        services.AddHub().AddConfiguration(files).AddFileWatch();
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    public Guid Id { get; }

    public ScriptedDatabase Scripted { get; }

    public SecretSealer Sealer { get; }

    public ConfigurationStatus Status => _services.GetRequiredService<ConfigurationStatus>();

    public ConfigurationReloader Reloader => _services.GetRequiredService<ConfigurationReloader>();

    public FileSource Files => _services.GetRequiredService<FileSource>();

    public LastGoodKeeper LastGood => _services.GetRequiredService<LastGoodKeeper>();

    public FileWatch Watch => _services.GetRequiredService<FileWatch>();

    public RolloutReader Rollout => _services.GetRequiredService<RolloutReader>();

    private static CancellationToken Ended => Patience.Token;

    public static Guid NewId() => new(Interlocked.Increment(ref _ids), 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(Ended);
            _started.Add(service);
        }
    }

    public async Task<TestNode> StartedAsync()
    {
        await StartAsync();
        await Status.First.WaitAsync(Ended);
        return this;
    }

    public async Task StopAsync()
    {
        foreach (var service in Enumerable.Reverse(_started))
        {
            await service.StopAsync(CancellationToken.None);
        }

        _started.Clear();
    }

    /// <summary>Adds a provider with one key and returns its revision.</summary>
    public Task<long> AddProviderAsync(string name, Func<ProviderRow, ProviderRow>? change = null, string? key = "sk-key") =>
        ChangeAsync(async (session, token) =>
        {
            var now = DateTimeOffset.UnixEpoch;
            var row = new ProviderRow
            {
                Id = NewId(), Name = name, Type = "openai", DisplayName = name, BaseUrl = "https://up.example", Enabled = true, AllowByok = false, SettingsJson = "{}", CreatedAt = now, UpdatedAt = now,
            };
            await ProviderTable.InsertAsync(session, change?.Invoke(row) ?? row, token);
            if (key is not null)
            {
                var id = NewId();
                await ProviderKeyTable.InsertAsync(
                    session,
                    new ProviderKeyRow
                    {
                        Id = id, ProviderId = row.Id, Label = "", Position = 0, Enabled = true, Masked = SecretMask.Of(key),
                        Sealed = Sealer.Seal("provider_keys", "sealed", id, key), CreatedAt = now,
                    },
                    token);
            }
        },
        HubStreams.AiProvidersChanged);

    /// <summary>Gives a provider another base URL.</summary>
    public Task<long> MoveAsync(string name, string baseUrl) => ChangeAsync(async (session, token) =>
    {
        var row = (await ProviderTable.LockAsync(session, name, token))!;
        (await ProviderTable.UpdateAsync(session, row with { BaseUrl = baseUrl }, token)).ShouldNotBeNull();
    },
        HubStreams.AiProvidersChanged);

    /// <summary>Does anything in a transaction and records it as a change, by default one of which nodes do not know what it is about.</summary>
    public Task<long> ChangeAsync(Func<SqlSession, CancellationToken, Task> work, string signal = "anything_changed") =>
        _database.WriteAsync(
            async (session, token) =>
            {
                await work(session, token);
                return await RecordAsync(session, signal, token);
            },
            Ended);

    public Task<long> RecordAsync(SqlSession session, string signal, CancellationToken cancellationToken) =>
        _services.GetRequiredService<ChangeRecorder>().RecordAsync(session, Change.Of(signal, HubAction.Update, NewId(), new AuditEntry
        {
            Action = "test", ActorKind = "system", ActorId = "test", ActorName = "test", EntityType = "test", EntityId = "test", EntityName = "test",
        }), cancellationToken);

    public ProviderConfig Provider(string name) => Status.Current.ShouldNotBeNull().Providers.Single(provider => provider.Name == name);

    public Task AppliedAsync(long revision) => Status.WaitForRevisionAsync(revision, Ended);

    /// <summary>Waits until the state is as wanted.</summary>
    public async Task UntilAsync(Func<ConfigurationState, bool> wanted)
    {
        while (true)
        {
            var seen = Status.Changes;
            if (wanted(Status.State))
            {
                return;
            }

            await Status.WaitForChangeAsync(seen, Ended);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
